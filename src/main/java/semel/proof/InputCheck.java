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

/** Checks by coordinates that each input record before the cut, and nothing else, has exactly one outcome (I6, I9). */
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

    /** @return the input partition of the source; null, with a finding, if there is no such record */
    InputCoverage of(Coordinates source, Coordinates claimedAt) {
        var input = at(source);
        if (input.isEmpty() || source.offset() >= input.get().partition().end()) {
            findings.add(new Finding(FindingType.I6_PHANTOM, source.toString(), claimedAt.toString()));
            return null;
        }
        return input.get();
    }

    /** @return empty if there is no such partition */
    Optional<InputCoverage> at(Coordinates source) {
        return at(source.topic(), source.partition());
    }

    Optional<InputCoverage> at(String topic, int partition) {
        return Optional.ofNullable(byTopic.getOrDefault(topic, Map.of()).get(partition));
    }

    /** Dead records by their copies; complete after {@link #readArrivals}. */
    Map<Coordinates, Coordinates> copies() {
        return copies;
    }

    /** Checks that the source is below the committed offset: outputs and offsets are committed together, and offsets were read later. */
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

    /** Whether there is nothing at or after the cut, and no open transaction blocks an output. */
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
     * Adds an outcome of a record before the cut: published, suppressed or made a dead letter.
     *
     * @return whether it is the record's first outcome
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

    /** Must be called after all calls of {@link #cover}. */
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
