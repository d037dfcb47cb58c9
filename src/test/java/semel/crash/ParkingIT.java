package semel.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static semel.crash.RefusalIT.DECISION;
import static semel.crash.RefusalIT.ORDERS;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import semel.kit.Client;
import semel.kit.LongRun;
import semel.kit.TestPipeline;

/** Tests that running replicas park like one that starts, still accept orders, and resume by themselves. */
@Execution(ExecutionMode.CONCURRENT)
class ParkingIT {
    /** Longer than two session timeouts in a row. */
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @Test
    void bothReplicasParkAcceptAndResumeIfAForeignMemberCommitsUnderLoad() {
        aForeignMemberCommits(Map.of(), Map.of());
    }

    @Test
    @LongRun
    void aForeignMemberCommitsUnderTheNewProtocol() {
        aForeignMemberCommits(TestPipeline.NEW_PROTOCOL, Map.of("group.protocol", "consumer"));
    }

    @Test
    @LongRun
    void aForeignMemberCommitsUnderTheCooperativeAssignor() {
        var assignor = CooperativeStickyAssignor.class.getName();
        aForeignMemberCommits(
                Map.of("mp.messaging.incoming.to-decide.partition.assignment.strategy", assignor),
                Map.of("partition.assignment.strategy", assignor));
    }

    private static void aForeignMemberCommits(Map<String, String> settings, Map<String, String> protocol) {
        try (var pipeline = TestPipeline.on(settings);
                var admin = RefusalIT.admin(pipeline);
                var one = RefusalIT.start(pipeline, "semel-0").awaitReady();
                var other = RefusalIT.start(pipeline, "semel-1").awaitReady()) {
            pipeline.receive(one);
            Queue<Client.Answer> answers = new ConcurrentLinkedQueue<>();
            var load = new CompletableFuture<Void>();
            var loading = CompletableFuture.runAsync(() -> {
                for (var i = 0; !load.isDone(); i++) {
                    answers.add(pipeline.order(i % 2 == 0 ? one : other));
                }
            });
            await().atMost(TestPipeline.PATIENCE).until(() -> answers.size() > ORDERS);

            commitTheEnds(pipeline, protocol);
            RefusalIT.awaitParked(pipeline, one, DECISION, PATIENCE);
            RefusalIT.awaitParked(pipeline, other, DECISION, PATIENCE);
            var meanwhile = answers.size();
            await().atMost(TestPipeline.PATIENCE).until(() -> answers.size() > meanwhile + ORDERS);
            // The operator's command needs an empty group.
            await().atMost(PATIENCE)
                    .until(() -> RefusalIT.done(admin.describeConsumerGroups(
                                            List.of(pipeline.witness().group(DECISION)))
                                    .all())
                            .get(pipeline.witness().group(DECISION))
                            .members()
                            .isEmpty());
            RefusalIT.remedy(admin, one);
            RefusalIT.awaitResumed(pipeline, one, DECISION);
            RefusalIT.awaitResumed(pipeline, other, DECISION);
            load.complete(null);
            loading.join();

            assertThat(answers).allMatch(answer -> answer.status() == 202);
            pipeline.assertExactlyOnce(
                    one,
                    answers.stream()
                            .map(answer -> UUID.fromString(answer.orderId()))
                            .toList());
            assertThat(one.isAlive() && other.isAlive()).isTrue();
        }
    }

    /** Joins the group, waits until its partitions have unread records, and commits offsets after them. */
    private static void commitTheEnds(TestPipeline pipeline, Map<String, String> protocol) {
        var settings = new HashMap<String, Object>(protocol);
        settings.put("bootstrap.servers", pipeline.broker().bootstrapServers());
        settings.put("group.id", pipeline.witness().group(DECISION));
        settings.put("enable.auto.commit", "false");
        settings.put("auto.offset.reset", "earliest");
        try (var foreign = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            // A sticky assignor could assign only partitions of receipts-in, which is idle.
            foreign.subscribe(List.of(pipeline.witness().topic("orders-in")));
            var passed = new HashMap<TopicPartition, OffsetAndMetadata>();
            await().atMost(TestPipeline.PATIENCE).pollInSameThread().until(() -> {
                foreign.pause(foreign.assignment());
                foreign.poll(Duration.ofMillis(50));
                var committed = foreign.committed(foreign.assignment());
                foreign.endOffsets(foreign.assignment()).forEach((partition, end) -> {
                    var before = committed.get(partition);
                    // More than the markers of a transaction.
                    if (before != null && end > before.offset() + 2) {
                        passed.put(partition, new OffsetAndMetadata(end));
                    }
                });
                return !passed.isEmpty();
            });
            foreign.commitSync(passed);
        }
    }
}
