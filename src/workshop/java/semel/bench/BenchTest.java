package semel.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import semel.kit.App;

/** The benchmark's settings and its table of results. */
class BenchTest {
    @Test
    void aContenderIsAPeerABuildOrOtherSettings() {
        assertThat(Contender.of("streams-10").approach()).isEqualTo(Approach.STREAMS_10);
        assertThat(Contender.of("old=/a/quarkus-run.jar"))
                .isEqualTo(new Contender("old", Approach.SEMEL, Path.of("/a/quarkus-run.jar"), Map.of(), List.of()));
        assertThat(Contender.of("slow=?semel.view.poll=1s&-XX:Flags=a=b"))
                .isEqualTo(new Contender(
                        "slow", Approach.SEMEL, App.JAR, Map.of("semel.view.poll", "1s"), List.of("-XX:Flags=a=b")));
        assertThat(Contender.of("large=spring?-Dsemel.bench.poll=5000").approach())
                .isEqualTo(Approach.SPRING);
        assertThatThrownBy(() -> Contender.of("spirng")).hasMessageContaining("spring");
    }

    @Test
    void theOthersAreComparedWithTheFirstOfTheSameRound() {
        var measurements = List.of(
                clean("other", 1, 30),
                clean("first", 1, 10),
                clean("first", 2, 100),
                clean("other", 2, 200),
                clean("other", 3, 50),
                new Measurement("work", "first", 3, "2 events lost", Map.of()));

        var table = new Summary(measurements, List.of("first", "other")).markdown();

        assertThat(table).contains("| clean runs | 2 of 3 | 3 of 3 |");
        // Ratios 3 and 2; the third round has no partner.
        assertThat(table).contains("| orders/s | 55.0 (10.0–100) | 50.0 (30.0–200) ×2.50 |");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void theTimeOfCompilersIsPartOfThatOfTheirProcess() {
        var self = ProcessHandle.current().pid();
        assertThat(Processes.compilers(self)).isPositive().isLessThan(Processes.cpu(self));
    }

    @Test
    void whatWasLostHasNoFigures() {
        assertThat(new Measurement("work", "first", 1, "2 events lost", Map.of()).isClean())
                .isFalse();
        assertThatThrownBy(() -> new Measurement("work", "first", 1, "2 events lost", Map.of(Figure.PER_SECOND, 1.0)))
                .hasMessageContaining("no figures");
    }

    @Test
    void aCampaignIsReadAsItWasWritten() {
        var campaign = new Campaign(
                "./mvnw -Pbench -Dseed=7, commit abc",
                "2 cores",
                List.of("first", "other"),
                List.of(
                        clean("first", 1, 1250),
                        new Measurement("work", "other", 1, "2 events lost", Map.of()),
                        clean("other", 2, 0.5)),
                Map.of("work, first", List.of("18.7 % java.lang.Integer.getChars", "2.0 % semel.bench.Micro.main")));

        assertThat(Campaign.parse(campaign.lines())).isEqualTo(campaign);
    }

    private static Measurement clean(String contender, int round, double perSecond) {
        return new Measurement("work", contender, round, Measurement.CLEAN, Map.of(Figure.PER_SECOND, perSecond));
    }
}
