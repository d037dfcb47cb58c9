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
import semel.kit.Stage;

/**
 * Retention empties an idle partition: replicas go on where all of its records were applied, and are refused where one was not.
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
    void replicasGoOnWhereAllThatWasDeletedIsDone() throws Exception {
        try (var stage = Stage.on(Map.of());
                var admin = admin(stage)) {
            try (var app = stage.start("semel-0").awaitReady()) {
                stage.receive(app);
                order(stage, 1);
                deleteAll(admin, stage, all().stream());
                try (var other = stage.start("semel-1").awaitReady()) {
                    order(stage, 2);
                    assertThat(app.isAlive()).isTrue();
                    assertThat(app.output() + other.output()).doesNotContain(REFUSED);
                }
                app.stop();
            }
            deleteAll(admin, stage, OUTPUTS.stream());
            forgetTheControlRecords(admin, stage);
            try (var app = stage.start("semel-0").awaitReady()) {
                order(stage, 3);
                assertThat(app.output()).doesNotContain(REFUSED);
            }
        }
    }

    @Test
    void anEventThatWasDeletedBeforeItWasAppliedIsRefused() throws Exception {
        try (var stage = Stage.on(Map.of());
                var admin = admin(stage)) {
            try (var app = stage.start("semel-0").awaitReady();
                    var tables = stage.connect()) {
                stage.receive(app);
                order(stage, 1);
                Stage.lock(tables, "customer_order");
                stage.witness().order(1, "pen");
                await().atMost(Stage.PATIENCE).until(() -> stage.witness().behind() == 0);
                app.kill();
            }
            deleteAll(admin, stage, OUTPUTS.stream());
            try (var app = stage.start("semel-0")) {
                await().atMost(Stage.PATIENCE).until(() -> app.output().contains(REFUSED));
                assertThat(app.output()).contains("were deleted before they were read");
            }
        }
    }

    /** An aborted transaction leaves offsets at the end of each partition that nobody is given, and that no batch passes. */
    @Test
    void replicasGoOnWhereARunningOneHasSeenThatWhatWasDeletedWasAborted() throws Exception {
        try (var stage = Stage.on(Map.of());
                var admin = admin(stage)) {
            try (var app = stage.start("semel-0").awaitReady()) {
                stage.receive(app);
                order(stage, 1);
                abort(stage, all());
                awaitNoted(admin, stage);
                deleteAll(admin, stage, all().stream());
                try (var other = stage.start("semel-1").awaitReady()) {
                    abort(stage, all());
                    awaitNoted(admin, stage);
                    orderApplied(stage, 2);
                    assertThat(app.isAlive()).isTrue();
                    assertThat(app.output() + other.output()).doesNotContain(REFUSED);
                }
                awaitNoted(admin, stage);
                app.stop();
            }
            deleteAll(admin, stage, all().stream());
            try (var app = stage.start("semel-0").awaitReady()) {
                orderApplied(stage, 3);
                assertThat(app.output()).doesNotContain(REFUSED);
            }
        }
    }

    @Test
    void anOrderBehindAnAbortedTransactionIsMissedWhenItIsDeletedUnread() throws Exception {
        try (var stage = Stage.on(Map.of());
                var admin = admin(stage)) {
            try (var app = stage.start("semel-0").awaitReady()) {
                abort(stage, INPUTS);
                awaitNoted(admin, stage);
                app.stop();
            }
            var unread = new TopicPartition(stage.witness().topic("orders-in"), 2);
            var at = ends(admin, stage, INPUTS).get(unread);
            stage.witness()
                    .write("orders-in", List.of(new ProducerRecord<>(unread.topic(), 2, new byte[0], new byte[0])));
            deleteAll(admin, stage, INPUTS.stream());
            try (var app = stage.start("semel-0")) {
                await().atMost(Stage.PATIENCE).until(() -> app.output().contains(REFUSED));
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

    /** Three records in each partition of these. */
    private static void abort(Stage stage, List<String> names) {
        var settings = Map.<String, Object>of(
                "bootstrap.servers",
                stage.broker().bootstrapServers(),
                "transactional.id",
                stage.witness().topic("somebody-else"));
        try (var producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            for (var name : names) {
                for (int n = 0; n < 3 * PARTITIONS; n++) {
                    producer.send(new ProducerRecord<>(
                            stage.witness().topic(name), n % PARTITIONS, new byte[0], new byte[0]));
                }
            }
            producer.flush();
            producer.abortTransaction();
        }
    }

    /** Until the database knows of each partition, to its end, that nothing is left to do. */
    private static void awaitNoted(Admin admin, Stage stage) throws Exception {
        await().atMost(Stage.PATIENCE).until(() -> {
            var ends = ends(admin, stage, all());
            ends.values().removeIf(end -> end == 0);
            return known(stage).entrySet().containsAll(ends.entrySet());
        });
    }

    private static Map<TopicPartition, Long> known(Stage stage) {
        var known = new HashMap<TopicPartition, Long>();
        stage.rows(
                "select topic, partition, applied_next from applied union all "
                        + "select topic, partition, greatest(decided_next, passed_next) from progress",
                row -> known.put(new TopicPartition(row.getString(1), row.getInt(2)), row.getLong(3)));
        return known;
    }

    /** One more, until it is applied. */
    private static void order(Stage stage, int inAll) {
        orderApplied(stage, inAll);
        stage.awaitDone();
    }

    private static void orderApplied(Stage stage, int inAll) {
        stage.witness().order(1, "pen");
        await().atMost(Stage.PATIENCE)
                .until(() -> stage.count("select count(*) from customer_order where status = 'FULFILLED'") == inAll
                        && stage.count("select count(*) from notification") == inAll);
    }

    private static void deleteAll(Admin admin, Stage stage, Stream<String> names) throws Exception {
        var ends = ends(admin, stage, names.toList());
        admin.deleteRecords(ends.entrySet().stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey, end -> RecordsToDelete.beforeOffset(end.getValue()))))
                .all()
                .get();
    }

    private static Map<TopicPartition, Long> ends(Admin admin, Stage stage, List<String> names)
            throws ExecutionException, InterruptedException {
        var latest = names.stream()
                .map(stage.witness()::topic)
                .flatMap(topic -> IntStream.range(0, PARTITIONS).mapToObj(n -> new TopicPartition(topic, n)))
                .collect(Collectors.toMap(at -> at, at -> OffsetSpec.latest()));
        var ends = new HashMap<TopicPartition, Long>();
        admin.listOffsets(latest).all().get().forEach((at, end) -> ends.put(at, end.offset()));
        return ends;
    }

    /** As a release noted it that counted events only, or one whose last poll was full. */
    private static void forgetTheControlRecords(Admin admin, Stage stage) throws Exception {
        stage.execute("update applied set applied_next = applied_next - 1 where applied_next > 0");
        var before = new HashMap<TopicPartition, OffsetAndMetadata>();
        ends(admin, stage, OUTPUTS).forEach((at, end) -> {
            if (end > 0) {
                before.put(at, new OffsetAndMetadata(end - 1));
            }
        });
        var group = stage.witness().group("semel-projection");
        // A replica that was stopped keeps its place until its session has timed out.
        await().atMost(Stage.PATIENCE).ignoreExceptions().until(() -> {
            admin.alterConsumerGroupOffsets(group, before).all().get();
            return true;
        });
    }

    private static Admin admin(Stage stage) {
        return Admin.create(Map.of("bootstrap.servers", stage.broker().bootstrapServers()));
    }
}
