package semel.proof;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import semel.audit.Finding;
import semel.audit.FindingType;
import semel.kafka.Coordinates;

/** By coordinates alone: each input record before the cut is dealt with exactly once, and nothing else is (I6, I9). */
final class InputCheck {
    private final History history;
    private final ComparisonSink sides;
    private final Findings findings;
    private final List<InputCoverage> all = new ArrayList<>();
    private final Map<Coordinates, Coordinates> copies = new HashMap<>();
    private final Map<String, Map<Integer, InputCoverage>> byTopic = new HashMap<>();

    InputCheck(History history, InFlight inFlight, ComparisonSink sides, Findings findings) {
        this.history = history;
        this.sides = sides;
        this.findings = findings;
        history.inputs().forEach(partition -> add(partition, false));
        history.former().forEach(row -> add(History.InputPartition.former(row, history.inputs()), true));
        for (var source : inFlight.sources()) {
            at(source).ifPresent(input -> input.holdUp(source.offset()));
        }
    }

    private void add(History.InputPartition partition, boolean isFormer) {
        var input = new InputCoverage(partition, all.size(), isFormer);
        all.add(input);
        byTopic.computeIfAbsent(partition.topic(), topic -> new HashMap<>()).put(partition.partition(), input);
    }

    /** The input partition that holds the source; null if there is no such record, which is told. */
    InputCoverage of(Coordinates source, Coordinates claimedAt) {
        var input = at(source);
        if (input.isEmpty() || source.offset() >= input.get().partition().end()) {
            findings.add(new Finding(FindingType.I6_PHANTOM, source.toString(), claimedAt.toString()));
            return null;
        }
        return input.get();
    }

    /** Where there is no such partition, empty. */
    Optional<InputCoverage> at(Coordinates source) {
        return at(source.topic(), source.partition());
    }

    Optional<InputCoverage> at(String topic, int partition) {
        return Optional.ofNullable(byTopic.getOrDefault(topic, Map.of()).get(partition));
    }

    /** By copy, the dead record; known once they were read. */
    Map<Coordinates, Coordinates> copies() {
        return copies;
    }

    /** Outputs and offsets are committed together, and the offsets were asked for after the outputs: wherever the cut is. */
    void published(InputCoverage input, OutputRecord.Traced by) {
        if (by.source().offset() >= input.partition().settled()) {
            contradicts(
                    input,
                    "published, but the committed offset is "
                            + input.partition().settled());
        }
    }

    int size() {
        return all.size();
    }

    /** Whether there is nothing at or after the cut, and nothing of what became of it is held up. */
    boolean atRest() {
        return nothingAfter()
                && history.outputs().stream().allMatch(output -> output.lastStable() == output.highWatermark());
    }

    /** Whether there is nothing at or after the cut. */
    boolean nothingAfter() {
        return all.stream()
                .allMatch(input -> input.partition().end() == input.partition().cut());
    }

    /**
     * Something was published, suppressed or buried that stems from this record, before the cut.
     *
     * @return whether it is the first such
     */
    boolean cover(InputCoverage input, Coordinates source, UUID subject, Coordinates by) {
        if (subject != null && !input.isFormer()) {
            trace(source, subject, by, false);
        }
        var first = input.covered().add(source.offset());
        if (!first) {
            findings.add(new Finding(FindingType.I6_DUPLICATED, source.toString(), by.toString()));
        }
        return first;
    }

    private void trace(Coordinates source, UUID id, Coordinates where, boolean arrived) {
        var place = ContentHash.of(source);
        sides.add(
                Comparison.TRACED,
                place,
                ContentHash.mix(place, ContentHash.of(id)),
                arrived ? 1 : -1,
                () -> new Comparison.Element(source.toString(), id.toString(), where.toString()));
    }

    /** To be called when all that covers is known. */
    long readArrivals() {
        var count = 0L;
        for (var input : all) {
            for (var arrival : input.isFormer() ? List.<History.InputEntry>of() : history.arrivals(input.partition())) {
                if (input.judges(arrival.at().offset())) {
                    arrive(input, arrival);
                    count++;
                }
            }
            close(input);
        }
        return count;
    }

    private void arrive(InputCoverage input, History.InputEntry arrival) {
        var at = arrival.at();
        input.arrived().add(at.offset());
        if (arrival.redriven() != null) {
            copies.put(at, arrival.redriven());
        }
        if (input.accepted().contains(at.offset())) {
            var place = ContentHash.of(at);
            sides.find(
                    Comparison.RECORDED,
                    place,
                    ContentHash.mix(place, arrival.content()),
                    () -> new Comparison.Element(at.toString(), "" + arrival.id(), at.toString()));
        }
        if (arrival.id() != null && !input.dead().contains(at.offset())) {
            trace(at, arrival.id(), at, true);
        }
        if (!input.covered().contains(at.offset())) {
            var subject = at.toString();
            var where = "order or receipt " + arrival.id();
            findings.add(
                    at.offset() < input.partition().committed()
                            ? new Finding(FindingType.I6_UNTRACED, subject, where)
                            : new Finding(FindingType.I13_BEHIND, subject, where));
        }
    }

    private void close(InputCoverage input) {
        input.aborted()
                .forEachNotIn(
                        input.covered(),
                        offset -> findings.add(new Finding(
                                FindingType.I9_LOST, input.at(offset), "aborted, and not published afterwards")));
        if (!input.isFormer()) {
            closeToday(input);
        }
    }

    private void closeToday(InputCoverage input) {
        input.covered()
                .forEachNotIn(
                        input.arrived(),
                        offset -> findings.add(new Finding(
                                FindingType.I6_PHANTOM,
                                input.at(offset).toString(),
                                "published without an input record")));
        var known = input.partition();
        if (known.committed() < known.first()) {
            findings.add(new Finding(
                    FindingType.I6_LOST,
                    input.at(known.committed()).toString(),
                    "deleted before it was read, up to offset " + known.first()));
        }
        if (known.committed() > known.decided()) {
            contradicts(
                    input,
                    "the committed offset is " + known.committed() + ", but decided is up to " + known.decided());
        }
        if (known.published() > known.committed() && atRest()) {
            contradicts(
                    input,
                    "published is up to " + known.published() + ", but the committed offset is " + known.committed());
        }
    }

    private void contradicts(InputCoverage input, String how) {
        var subject = input.partition().topic() + ":" + input.partition().partition();
        findings.add(new Finding(FindingType.I6_OFFSETS_CONTRADICT, subject, how));
    }
}
