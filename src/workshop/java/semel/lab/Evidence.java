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

/** Reads from topics and tables what became of a lane's orders. */
final class Evidence {
    private static final String PIPELINE_EFFECTS = """
            select o.order_id, o.applied_at, m.number
            from customer_order o join inventory_movement m on m.subject = o.order_id
            """;
    private static final String LANE_EFFECTS = "select order_id, applied_at, number from effect";

    /**
     * Counts that change while results are still written.
     *
     * @param effects effects in the database
     * @param orders orders with an effect
     * @param ends sum of the end offsets of all partitions with events
     */
    record Counts(long effects, long orders, long ends) {}

    private final Lane lane;
    private final TestPipeline pipeline;
    private final TopicsConfig topics;

    Evidence(Lane lane, TestPipeline pipeline, TopicsConfig topics) {
        this.lane = lane;
        this.pipeline = pipeline;
        this.topics = topics;
    }

    Counts counts() {
        var table = lane.isThePipeline() ? "customer_order" : "effect";
        return new Counts(
                pipeline.count("select count(*) from " + table),
                pipeline.count("select count(distinct order_id) from " + table),
                new TestTopics()
                        .outputs().stream().mapToLong(pipeline.witness()::end).sum());
    }

    List<Effect> effects() {
        return pipeline.rows(
                lane.isThePipeline() ? PIPELINE_EFFECTS : LANE_EFFECTS,
                row -> new Effect(
                        row.getObject(1, UUID.class), row.getTimestamp(2).toInstant(), row.getLong(3)));
    }

    /** Reads all events as a read_committed reader. */
    List<EventId> events() {
        var read = new ArrayList<EventId>();
        for (var kind : EventId.Kind.values()) {
            pipeline.witness().read(new TestTopics().of(kind)).stream()
                    .map(record -> WorkerSettings.event(kind, record))
                    .forEach(read::add);
        }
        return read;
    }

    /** Compares the group's offset in each partition of the input with the orders that have no effect. */
    List<ExperimentResult.GroupStanding> standings(List<PlacedOrder> placed, List<Effect> effects) {
        var applied = effects.stream().map(Effect::order).collect(Collectors.toSet());
        var committed = pipeline.witness().committed(topics.decisionGroup());
        return IntStream.range(0, topics.partitions())
                .mapToObj(partition -> {
                    var orders = placed.stream()
                            .filter(one -> one.at().partition() == partition)
                            .toList();
                    var next = committed.getOrDefault(new TopicPartition(topics.ordersIn(), partition), 0L);
                    var lost = orders.stream()
                            .filter(one -> !applied.contains(one.order().id().value()))
                            .toList();
                    var lostForGood = lost.stream()
                            .filter(one -> one.at().offset() < next)
                            .count();
                    return new ExperimentResult.GroupStanding(partition, orders.size(), next, lost.size(), lostForGood);
                })
                .toList();
    }

    /** Runs the full proof, which only the pipeline supports. @param accepted ids of orders and receipts */
    String verdict(Collection<UUID> accepted) {
        var proof = pipeline.prove(accepted);
        return proof.isClean() ? ExperimentResult.CLEAN : proof.findings().toString();
    }
}
