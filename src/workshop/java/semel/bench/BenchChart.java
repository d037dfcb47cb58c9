package semel.bench;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import semel.kit.SvgChart;

/** Draws the chart: the most telling figure of each work, with a bar for each contender. */
final class BenchChart {
    private static final int WIDTH = 480;
    private static final int MARGIN = 14;
    private static final int NAME = 130;
    private static final int LONGEST = 250;
    private static final int HEAD = 34;
    private static final int ROW = 18;

    /** The chart shows the first of these that a work has. */
    private static final List<Figure> TELLING = List.of(
            Figure.LAST_TO_SECOND,
            Figure.SECOND_HALF,
            Figure.P99,
            Figure.APPLIED,
            Figure.ACCEPTED,
            Figure.READY,
            Figure.PUBLISHED_HALF);

    private record Bar(String contender, double value) {}

    private record Group(String title, List<Bar> bars) {}

    private final List<Group> groups;

    BenchChart(Campaign campaign) {
        this.groups = campaign.measurements().stream()
                .map(Measurement::task)
                .distinct()
                .flatMap(task -> group(campaign, task))
                .toList();
    }

    private static Stream<Group> group(Campaign campaign, String task) {
        var ofTask = campaign.measurements().stream()
                .filter(one -> one.task().equals(task))
                .toList();
        return TELLING.stream()
                .filter(figure -> ofTask.stream().anyMatch(one -> one.figures().containsKey(figure)))
                .limit(1)
                .map(figure -> new Group(
                        task + ": " + figure,
                        campaign.contenders().stream()
                                .flatMap(contender -> bar(ofTask, contender, figure))
                                .toList()));
    }

    private static Stream<Bar> bar(List<Measurement> ofTask, String contender, Figure figure) {
        var values = ofTask.stream()
                .filter(one -> one.contender().equals(contender))
                .map(one -> one.figures().get(figure))
                .filter(Objects::nonNull)
                .sorted()
                .toList();
        return values.isEmpty() ? Stream.of() : Stream.of(new Bar(contender, Summary.median(values)));
    }

    String svg() {
        var height = groups.stream()
                .mapToInt(group -> HEAD + ROW * group.bars().size())
                .sum();
        var picture = new SvgChart(WIDTH, height + MARGIN, "What each contender reaches");
        var y = 0;
        for (var group : groups) {
            picture.text(MARGIN, y + HEAD - 8, group.title(), true);
            y += HEAD;
            var most = group.bars().stream().mapToDouble(Bar::value).max().orElse(1);
            for (var bar : group.bars()) {
                picture.text(MARGIN, y + 11, bar.contender(), false)
                        .bar("time", NAME, y, LONGEST * bar.value() / most, Figure.text(bar.value()));
                y += ROW;
            }
        }
        return picture.toString();
    }
}
