package semel.lab;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;
import semel.kafka.TestTopics;
import semel.kafka.TopicsConfig;
import semel.kit.TestPipeline;
import semel.order.EventId;

/** What topics and tables say of a lane's orders. */
final class Evidence {
    private static final String OF_THE_PIPELINE = """
            select o.order_id, o.applied_at, m.number
            from customer_order o join inventory_movement m on m.subject = o.order_id
            """;
    private static final String OF_THE_LAB = "select order_id, applied_at, number from effect";

    /**
     * At a glance.
     *
     * @param effects that stand in the database
     * @param orders that have one
     * @param ends of all partitions with events, added up
     */
    record Sight(long effects, long orders, long ends) {}

    private final Lane lane;
    private final TestPipeline stage;
    private final TopicsConfig topics;

    Evidence(Lane lane, TestPipeline stage, TopicsConfig topics) {
        this.lane = lane;
        this.stage = stage;
        this.topics = topics;
    }

    Sight sight() {
        var table = lane.isThePipeline() ? "customer_order" : "effect";
        return new Sight(
                stage.count("select count(*) from " + table),
                stage.count("select count(distinct order_id) from " + table),
                new TestTopics()
                        .outputs().stream().mapToLong(stage.witness()::end).sum());
    }

    List<Effect> effects() {
        return stage.rows(
                lane.isThePipeline() ? OF_THE_PIPELINE : OF_THE_LAB,
                row -> new Effect(
                        row.getObject(1, UUID.class), row.getTimestamp(2).toInstant(), row.getLong(3)));
    }

    /** As a read_committed reader sees them. */
    List<EventId> events() {
        var read = new ArrayList<EventId>();
        for (var kind : EventId.Kind.values()) {
            stage.witness().read(new TestTopics().of(kind)).stream()
                    .map(record -> WorkerSettings.event(kind, record))
                    .forEach(read::add);
        }
        return read;
    }

    /** Where the lane's group stands in each partition of the input, and what is missing there. */
    List<ExperimentResult.GroupStanding> standings(List<PlacedOrder> placed, List<Effect> effects) {
        var applied = effects.stream().map(Effect::order).collect(Collectors.toSet());
        var committed = stage.witness().committed(topics.decisionGroup());
        return IntStream.range(0, topics.partitions())
                .mapToObj(partition -> {
                    var here = placed.stream()
                            .filter(one -> one.at().partition() == partition)
                            .toList();
                    var next = committed.getOrDefault(new TopicPartition(topics.ordersIn(), partition), 0L);
                    var lost = here.stream()
                            .filter(one -> !applied.contains(one.order().id().value()))
                            .toList();
                    var lostForGood = lost.stream()
                            .filter(one -> one.at().offset() < next)
                            .count();
                    return new ExperimentResult.GroupStanding(partition, here.size(), next, lost.size(), lostForGood);
                })
                .toList();
    }

    /** By every record and every row, for the pipeline. @param accepted orders and receipts */
    String verdict(Collection<UUID> accepted) {
        var proof = stage.prove(accepted);
        return proof.isClean() ? ExperimentResult.CLEAN : proof.findings().toString();
    }
}
