package semel.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import semel.kit.TestPipeline;

/**
 * Tests idle partitions that retention has emptied: replicas continue if all records were applied, and park if one was not.
 *
 * @see "docs/explanation/decisions/0008-refused-rather-than-survived.md"
 */
@Execution(ExecutionMode.CONCURRENT)
class EmptiedPartitionIT {
    private static final List<String> OUTPUTS = List.of("orders", "inventory", "notifications");
    private static final List<String> INPUTS = List.of("orders-in", "receipts-in");
    private static final int PARTITIONS = 4;
    private static final String REFUSED = "offset refused";

    @Test
    void replicasContinueIfAllDeletedRecordsWereApplied() throws Exception {
        try (var pipeline = TestPipeline.on(Map.of());
                var admin = admin(pipeline)) {
            try (var app = pipeline.start("semel-0").awaitReady()) {
                pipeline.receive(app);
                order(pipeline, 1);
                deleteAll(admin, pipeline, all().stream());
                try (var other = pipeline.start("semel-1").awaitReady()) {
                    order(pipeline, 2);
                    assertThat(app.isAlive()).isTrue();
                    assertThat(app.output() + other.output()).doesNotContain(REFUSED);
                }
                app.stop();
            }
            deleteAll(admin, pipeline, OUTPUTS.stream());
            forgetTheControlRecords(admin, pipeline);
            try (var app = pipeline.start("semel-0").awaitReady()) {
                order(pipeline, 3);
                assertThat(app.output()).doesNotContain(REFUSED);
            }
        }
    }

    @Test
    void anEventThatWasDeletedBeforeItWasAppliedIsRefused() throws Exception {
        try (var pipeline = TestPipeline.on(Map.of());
                var admin = admin(pipeline)) {
            try (var app = pipeline.start("semel-0").awaitReady();
                    var tables = pipeline.connect()) {
                pipeline.receive(app);
                order(pipeline, 1);
                TestPipeline.lock(tables, "customer_order");
                pipeline.witness().order(1, "pen");
                await().atMost(TestPipeline.PATIENCE)
                        .until(() -> pipeline.witness().behind() == 0);
                app.kill();
            }
            deleteAll(admin, pipeline, OUTPUTS.stream());
            try (var app = pipeline.start("semel-0")) {
                await().atMost(TestPipeline.PATIENCE).until(() -> app.output().contains(REFUSED));
                assertThat(app.output()).contains("were deleted before they were read");
            }
        }
    }

    /** An aborted transaction leaves offsets at the end of each partition that no consumer receives and no batch passes. */
    @Test
    void replicasContinueIfOneSawThatTheDeletedRecordsWereAborted() throws Exception {
        try (var pipeline = TestPipeline.on(Map.of());
                var admin = admin(pipeline)) {
            try (var app = pipeline.start("semel-0").awaitReady()) {
                pipeline.receive(app);
                order(pipeline, 1);
                abort(pipeline, all());
                awaitNoted(admin, pipeline);
                deleteAll(admin, pipeline, all().stream());
                try (var other = pipeline.start("semel-1").awaitReady()) {
                    abort(pipeline, all());
                    awaitNoted(admin, pipeline);
                    orderApplied(pipeline, 2);
                    assertThat(app.isAlive()).isTrue();
                    assertThat(app.output() + other.output()).doesNotContain(REFUSED);
                }
                awaitNoted(admin, pipeline);
                app.stop();
            }
            deleteAll(admin, pipeline, all().stream());
            try (var app = pipeline.start("semel-0").awaitReady()) {
                orderApplied(pipeline, 3);
                assertThat(app.output()).doesNotContain(REFUSED);
            }
        }
    }

    @Test
    void anOrderAfterAnAbortedTransactionIsMissedIfItIsDeletedUnread() throws Exception {
        try (var pipeline = TestPipeline.on(Map.of());
                var admin = admin(pipeline)) {
            try (var app = pipeline.start("semel-0").awaitReady()) {
                abort(pipeline, INPUTS);
                awaitNoted(admin, pipeline);
                app.stop();
            }
            var unread = new TopicPartition(pipeline.witness().topic("orders-in"), 2);
            var at = ends(admin, pipeline, INPUTS).get(unread);
            pipeline.witness()
                    .write("orders-in", List.of(new ProducerRecord<>(unread.topic(), 2, new byte[0], new byte[0])));
            deleteAll(admin, pipeline, INPUTS.stream());
            try (var app = pipeline.start("semel-0")) {
                await().atMost(TestPipeline.PATIENCE).until(() -> app.output().contains(REFUSED));
                assertThat(app.output().lines().filter(line -> line.contains(REFUSED)))
                        .singleElement()
                        .asString()
                        .contains("1 offsets from " + at + " on were deleted before they were read");
            }
        }
    }

    private static List<String> all() {
        return Stream.concat(INPUTS.stream(), OUTPUTS.stream()).toList();
    }

    /** Writes three records to each partition and aborts the transaction. */
    private static void abort(TestPipeline pipeline, List<String> names) {
        var settings = Map.<String, Object>of(
                "bootstrap.servers",
                pipeline.broker().bootstrapServers(),
                "transactional.id",
                pipeline.witness().topic("somebody-else"));
        try (var producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            for (var name : names) {
                for (int n = 0; n < 3 * PARTITIONS; n++) {
                    producer.send(new ProducerRecord<>(
                            pipeline.witness().topic(name), n % PARTITIONS, new byte[0], new byte[0]));
                }
            }
            producer.flush();
            producer.abortTransaction();
        }
    }

    /** Waits until the database has noted each partition as done up to its end. */
    private static void awaitNoted(Admin admin, TestPipeline pipeline) throws Exception {
        await().atMost(TestPipeline.PATIENCE).until(() -> {
            var ends = ends(admin, pipeline, all());
            ends.values().removeIf(end -> end == 0);
            return known(pipeline).entrySet().containsAll(ends.entrySet());
        });
    }

    private static Map<TopicPartition, Long> known(TestPipeline pipeline) {
        var known = new HashMap<TopicPartition, Long>();
        pipeline.rows(
                "select topic, partition, applied_next from applied union all "
                        + "select topic, partition, greatest(decided_next, passed_next) from progress",
                row -> known.put(new TopicPartition(row.getString(1), row.getInt(2)), row.getLong(3)));
        return known;
    }

    /** Writes one order and waits until it is applied. */
    private static void order(TestPipeline pipeline, int inAll) {
        orderApplied(pipeline, inAll);
        pipeline.awaitDone();
    }

    private static void orderApplied(TestPipeline pipeline, int inAll) {
        pipeline.witness().order(1, "pen");
        await().atMost(TestPipeline.PATIENCE)
                .until(() -> pipeline.count("select count(*) from customer_order where status = 'FULFILLED'") == inAll
                        && pipeline.count("select count(*) from notification") == inAll);
    }

    private static void deleteAll(Admin admin, TestPipeline pipeline, Stream<String> names) throws Exception {
        var ends = ends(admin, pipeline, names.toList());
        admin.deleteRecords(ends.entrySet().stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey, end -> RecordsToDelete.beforeOffset(end.getValue()))))
                .all()
                .get();
    }

    private static Map<TopicPartition, Long> ends(Admin admin, TestPipeline pipeline, List<String> names)
            throws ExecutionException, InterruptedException {
        var latest = names.stream()
                .map(pipeline.witness()::topic)
                .flatMap(topic -> IntStream.range(0, PARTITIONS).mapToObj(n -> new TopicPartition(topic, n)))
                .collect(Collectors.toMap(at -> at, at -> OffsetSpec.latest()));
        var ends = new HashMap<TopicPartition, Long>();
        admin.listOffsets(latest).all().get().forEach((at, end) -> ends.put(at, end.offset()));
        return ends;
    }

    /** Sets offsets before the last control record, as an earlier release did. */
    private static void forgetTheControlRecords(Admin admin, TestPipeline pipeline) throws Exception {
        pipeline.execute("update applied set applied_next = applied_next - 1 where applied_next > 0");
        var before = new HashMap<TopicPartition, OffsetAndMetadata>();
        ends(admin, pipeline, OUTPUTS).forEach((at, end) -> {
            if (end > 0) {
                before.put(at, new OffsetAndMetadata(end - 1));
            }
        });
        var group = pipeline.witness().group("semel-projection");
        // A stopped replica stays a member until its session times out.
        await().atMost(TestPipeline.PATIENCE).ignoreExceptions().until(() -> {
            admin.alterConsumerGroupOffsets(group, before).all().get();
            return true;
        });
    }

    private static Admin admin(TestPipeline pipeline) {
        return Admin.create(Map.of("bootstrap.servers", pipeline.broker().bootstrapServers()));
    }
}
