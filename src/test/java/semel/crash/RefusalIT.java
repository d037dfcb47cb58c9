package semel.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import semel.audit.Finding;
import semel.kit.App;
import semel.kit.BytemanRule;
import semel.kit.Client;
import semel.kit.Failpoint;
import semel.kit.LongRun;
import semel.kit.TestPipeline;

/**
 * Tests that a stage parks if continuing would lose or duplicate orders. The replica still accepts and answers requests, one log
 * line names the problem and the remedy, and after the remedy the stage resumes by itself and everything is exactly once.
 */
@Execution(ExecutionMode.CONCURRENT)
class RefusalIT {
    static final int ORDERS = 20;

    /** Longer than fetch.max.wait.ms: after it the last fetch of a frozen replica has been answered. */
    private static final Duration FETCH = Duration.ofSeconds(1);

    static final String DECISION = "semel-decision";
    static final String PROJECTION = "semel-projection";
    private static final Pattern REMEDY = Pattern.compile(
            "remedy=\\[kafka-consumer-groups.sh --bootstrap-server \\S+ --group (\\S+) --topic (\\S+):(\\d+) --reset-offsets"
                    + " --to-offset (\\d+) --execute]");

    private static final Pattern ROW_REMEDY = Pattern.compile("remedy=\\[(update [^\\]]+)]");

    /** The locale has digits that the remedy's command does not accept. */
    @Test
    void lostOrMovedOffsetsOfTheDecisionAreRefused() {
        try (var stage = TestPipeline.on(Map.of("user.language", "ar", "user.country", "EG"));
                var admin = admin(stage)) {
            var ids = new ArrayList<UUID>(ordersDone(stage));
            var right = committed(admin, stage, DECISION);

            delete(admin, stage, DECISION);
            parkedUntilRemedied(stage, admin, ids, DECISION, "committed=nothing", "the group has lost its offset");

            move(admin, stage, DECISION, zero(right));
            parkedUntilRemedied(stage, admin, ids, DECISION, "committed=0", "the offset was moved back");

            ids.addAll(stage.witness().order(ORDERS, "pen"));
            move(admin, stage, DECISION, ends(admin, right));
            parkedUntilRemedied(stage, admin, ids, DECISION, "the offset was moved forward");
        }
    }

    /** A column can hold any number. */
    @Test
    void anImpossibleRowIsRefusedUntilItIsCorrected() {
        try (var stage = TestPipeline.on(Map.of())) {
            var ids = new ArrayList<UUID>(ordersDone(stage));
            stage.execute("update applied set applied_next = -1 where partition = 1");
            stage.execute("update applied set applied_next = 9223372036854775807 where partition = 2");
            stage.execute("update progress set published_next = -1");
            var rows = stage.count("select (select count(*) from progress)"
                    + " + (select count(*) from applied where partition in (1, 2))");
            try (var app = start(stage, "semel-0").awaitReady()) {
                awaitParked(stage, app, DECISION);
                awaitParked(stage, app, PROJECTION);
                assertThat(app.output()).contains("the row cannot be true of a log that ends at");
                var accepted = stage.placeUntilAccepted(app.base(), 5);
                await().atMost(TestPipeline.PATIENCE)
                        .until(() -> rowRemedies(app).size() == rows);
                rowRemedies(app).forEach(stage::execute);
                awaitResumed(stage, app, DECISION);
                awaitResumed(stage, app, PROJECTION);
                ids.addAll(accepted.values());
                stage.assertExactlyOnce(app, ids);
            }
        }
    }

    private static Set<String> rowRemedies(App app) {
        return ROW_REMEDY
                .matcher(app.output())
                .results()
                .map(remedy -> remedy.group(1))
                .collect(Collectors.toSet());
    }

    @Test
    @LongRun
    void offsetsOfTheProjectionAreRefusedIfMovedForwardAndRestoredIfLost() throws SQLException {
        try (var stage = TestPipeline.on(Map.of());
                var admin = admin(stage)) {
            var ids = new ArrayList<UUID>();
            try (var app = stage.start("semel-0").awaitReady()) {
                stage.receive(app);
                try (var tables = stage.connect()) {
                    TestPipeline.lock(tables, "customer_order");
                    ids.addAll(stage.witness().order(ORDERS, "pen"));
                    await().atMost(TestPipeline.PATIENCE)
                            .until(() -> stage.witness().behind() == 0);
                    app.kill();
                }
            }
            var right = committed(admin, stage, PROJECTION);

            move(admin, stage, PROJECTION, ends(admin, right));
            parkedUntilRemedied(stage, admin, ids, PROJECTION, "the offset was moved forward");

            delete(admin, stage, PROJECTION);
            try (var app = stage.start("semel-0").awaitReady()) {
                stage.assertExactlyOnce(app, ids);
            }
            move(admin, stage, PROJECTION, zero(right));
            try (var app = stage.start("semel-0").awaitReady()) {
                stage.assertExactlyOnce(app, ids);
            }
        }
    }

    @Test
    @LongRun
    void inputThatWasDeletedUnreadIsRefusedUntilAnOperatorAcceptsTheLoss() {
        try (var stage = TestPipeline.on(Map.of());
                var admin = admin(stage);
                var app = stage.start("semel-0").awaitReady()) {
            stage.receive(app);
            var ids = new ArrayList<UUID>(stage.witness().order(ORDERS, "pen"));
            stage.awaitDone();
            var partition = new TopicPartition(stage.witness().topic("orders-in"), 0);
            var committed = committed(admin, stage, DECISION).get(partition);
            app.freeze();
            await().pollDelay(FETCH).until(() -> true);
            ids.addAll(stage.witness().order(ORDERS, "pen"));
            var end = ends(admin, Map.of(partition, committed)).get(partition);
            var deleted = read(stage, partition, committed);
            done(admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(end)))
                    .all());
            app.thaw();

            assertThat(app.awaitExit()).isEqualTo(3);
            ids.removeAll(deleted);
            try (var successor = start(stage, "semel-0").awaitReady()) {
                ids.addAll(acceptedWhileParked(
                        stage,
                        successor,
                        DECISION,
                        "partition=" + partition,
                        "committed=" + committed + " logStart=" + end,
                        deleted.size() + " offsets from " + committed + " on were deleted before they were read"));
                remedy(admin, successor);
                awaitResumed(stage, successor, DECISION);
                assertOnce(stage, ids, ids);
            }
        }
    }

    @Test
    @LongRun
    void anInputTopicThatWasCreatedAgainIsRefusedUntilAnOperatorAcceptsIt() {
        aTopicThatIsCreatedAgainEndsTheReplica("orders-in");
    }

    @Test
    @LongRun
    void anOutputTopicThatWasCreatedAgainIsRefusedUntilAnOperatorAcceptsIt() {
        aTopicThatIsCreatedAgainEndsTheReplica("notifications");
    }

    private static void aTopicThatIsCreatedAgainEndsTheReplica(String name) {
        try (var stage = TestPipeline.on(Map.of());
                var admin = admin(stage);
                var app = stage.start("semel-0").awaitReady()) {
            stage.receive(app);
            var ids = new ArrayList<UUID>(stage.witness().order(ORDERS, "pen"));
            stage.awaitDone();
            var topic = stage.witness().topic(name);
            var former = id(admin, topic);
            app.freeze();
            done(admin.deleteTopics(List.of(topic)).all());
            createAgain(admin, topic);
            // More than before, so that every old position exists in the new topic.
            var more = stage.witness().order(5 * ORDERS, "pen");
            ids.addAll(more);
            app.thaw();

            assertThat(app.awaitExit()).isEqualTo(3);
            var group = name.endsWith("-in") ? DECISION : PROJECTION;
            try (var successor = start(stage, "semel-0").awaitReady()) {
                var accepted = acceptedWhileParked(
                        stage, successor, group, "topicId=" + id(admin, topic), "had the id " + former);
                remedy(admin, successor);
                awaitResumed(stage, successor, group);
                var all = Stream.concat(ids.stream(), accepted.stream()).toList();
                if (group.equals(DECISION)) {
                    // The outputs have events of both topics with the same coordinates.
                    stage.assertExactlyOnce(successor, all);
                    List.of(ids.get(0), more.get(0)).forEach(lost -> assertALossIsNamed(stage, all, lost));
                } else {
                    assertOnce(
                            stage,
                            Stream.concat(more.stream(), accepted.stream()).toList(),
                            all);
                }
            }
        }
    }

    @Test
    @LongRun
    void offsetsThatWereMovedDuringAFreezeAreRefused() {
        try (var stage = TestPipeline.on(Map.of());
                var admin = admin(stage);
                var app = start(stage, "semel-0").awaitReady()) {
            stage.receive(app);
            var ids = new ArrayList<UUID>(stage.witness().order(ORDERS, "pen"));
            stage.awaitDone();
            awaitNoted(stage);
            var right = committed(admin, stage, DECISION);
            app.freeze();
            move(admin, stage, DECISION, zero(right));
            ids.addAll(stage.witness().order(ORDERS, "pen"));
            app.thaw();

            ids.addAll(acceptedWhileParked(stage, app, DECISION, "the offset was moved back"));
            remedy(admin, app);
            awaitResumed(stage, app, DECISION);
            stage.assertExactlyOnce(app, ids);
        }
    }

    /** Writes orders, has a replica decide, publish and apply them, and stops it. */
    private static List<UUID> ordersDone(TestPipeline stage) {
        try (var app = stage.start("semel-0").awaitReady()) {
            stage.receive(app);
            var ids = stage.witness().order(ORDERS, "pen");
            stage.awaitDone();
            awaitNoted(stage);
            app.stop();
            return ids;
        }
    }

    private static void awaitNoted(TestPipeline stage) {
        await().atMost(TestPipeline.PATIENCE)
                .until(() -> stage.count("select count(*) from progress where published_next < decided_next") == 0);
    }

    /** While a replica checks its offsets, readiness reports only that. */
    @Test
    @LongRun
    void aReplicaIsNotReadyBeforeItsOffsetsAreChecked() {
        var looking = Failpoint.at(
                "semel.kafka.GroupStart",
                "look(Consumer, Collection, Function)",
                "true",
                Duration.ofSeconds(10).toMillis());
        looking.arm();
        try (var stage = TestPipeline.on(Map.of());
                var app = stage.start("semel-0", looking).awaitReady()) {
            assertThat(asked(app, "started").status()).isEqualTo(503);
            assertThat(asked(app, "ready").body())
                    .contains("\"waiting\"", stage.witness().group("semel-"));
            assertThat(asked(app, "live").status()).isEqualTo(200);
            await().atMost(TestPipeline.PATIENCE)
                    .until(() -> asked(app, "ready").status() == 200);
            assertThat(asked(app, "started").status()).isEqualTo(200);
        }
    }

    static Client.Answer asked(App app, String check) {
        return new Client().get(app.base().resolve("/q/health/" + check));
    }

    /** Starts a replica, which must park, and applies its remedy. Adds the orders that it accepts while parked to the ids. */
    private static void parkedUntilRemedied(
            TestPipeline stage, Admin admin, Collection<UUID> ids, String group, String... expected) {
        try (var app = start(stage, "semel-0").awaitReady()) {
            ids.addAll(acceptedWhileParked(stage, app, group, expected));
            remedy(admin, app);
            awaitResumed(stage, app, group);
            stage.assertExactlyOnce(app, ids);
            awaitNoted(stage);
            app.stop();
        }
    }

    /** Starts a replica that checks its parked stages every second. */
    static App start(TestPipeline stage, String instance, BytemanRule... rules) {
        return stage.start(instance, Map.of("semel.parking.look", "1s"), rules);
    }

    static List<UUID> acceptedWhileParked(TestPipeline stage, App app, String group, String... expected) {
        awaitParked(stage, app, group);
        assertRefused(stage, app, group, expected);
        var done = done(stage, group);
        var accepted = IntStream.range(0, ORDERS)
                .mapToObj(i -> stage.order(app))
                .peek(answer -> assertThat(answer.status()).isEqualTo(202))
                .map(answer -> UUID.fromString(answer.orderId()))
                .toList();
        assertThat(asked(app, "ready").status()).isEqualTo(200);
        assertThat(asked(app, "live").status()).isEqualTo(200);
        assertThat(asked(app, "started").status()).isEqualTo(200);
        assertThat(asked(app, "group/pipeline").status()).isEqualTo(503);
        assertThat(asked(app, "group/pipeline").body())
                .contains(expected[expected.length - 1], "kafka-consumer-groups.sh");
        assertThat(new Client().get(app.base().resolve("/q/metrics")).body())
                .contains("semel_pipeline_parked{stage=\"" + group.substring("semel-".length()) + "\"} 1.0");
        assertThat(done(stage, group)).isEqualTo(done);
        return accepted;
    }

    private static long done(TestPipeline stage, String group) {
        return stage.count("select count(*) from " + (group.equals(DECISION) ? "decision" : "customer_order"));
    }

    static void awaitParked(TestPipeline stage, App app, String group) {
        awaitParked(stage, app, group, TestPipeline.PATIENCE);
    }

    static void awaitParked(TestPipeline stage, App app, String group, Duration patience) {
        await().atMost(patience)
                .until(() -> app.output()
                        .contains("offset refused group=" + stage.witness().group(group)));
    }

    static void awaitResumed(TestPipeline stage, App app, String group) {
        await().atMost(TestPipeline.PATIENCE)
                .until(() -> app.output()
                        .contains("stage resumed group=" + stage.witness().group(group)));
        await().atMost(TestPipeline.PATIENCE)
                .until(() -> asked(app, "group/pipeline").status() == 200);
    }

    private static void assertRefused(TestPipeline stage, App app, String group, String... expected) {
        assertThat(app.output().lines().filter(line -> line.contains("offset refused")))
                .isNotEmpty()
                .anySatisfy(line -> assertThat(line)
                        .contains("group=" + stage.witness().group(group))
                        .contains(expected));
        assertThat(app.output())
                .contains("stage parked group=" + stage.witness().group(group));
    }

    /** Applies the remedies in the log: the last one of each partition. */
    static void remedy(Admin admin, App refused) {
        var remedies = REMEDY.matcher(refused.output());
        var offsets = new HashMap<String, Map<TopicPartition, Long>>();
        while (remedies.find()) {
            offsets.computeIfAbsent(remedies.group(1), group -> new HashMap<>())
                    .put(
                            new TopicPartition(remedies.group(2), Integer.parseInt(remedies.group(3))),
                            Long.parseLong(remedies.group(4)));
        }
        offsets.forEach(
                (group, each) -> each.forEach((partition, offset) -> move(admin, group, Map.of(partition, offset))));
    }

    /** Checks the key of a finding only, because a proof still reports the deleted topic. */
    private static void assertALossIsNamed(TestPipeline stage, List<UUID> all, UUID lost) {
        stage.execute("create table kept as select * from decision where id = '" + lost + "'");
        stage.execute("delete from decision where id = '" + lost + "'");
        assertThat(stage.prove(all).findings()).anyMatch(found -> found.key().startsWith(lost.toString()));
        stage.execute("insert into decision select * from kept");
        stage.execute("drop table kept");
        stage.execute("delete from notification where order_id = '" + lost + "'");
        stage.execute("delete from processed_event where kind = 3 and subject = '" + lost + "'");
        assertThat(stage.prove(all).findings())
                .filteredOn(found -> found.key().startsWith(lost.toString()))
                .extracting(Finding::key)
                .containsExactly(lost + "/notification/0");
    }

    private static void assertOnce(TestPipeline stage, Collection<UUID> published, Collection<UUID> all) {
        stage.awaitDone();
        assertThat(stage.witness().count(published).isExactlyOnce()).isTrue();
        assertThat(stage.witness().count(all).doubled()).isZero();
        assertThat(stage.count("select count(*) from customer_order where status = 'FULFILLED'"))
                .isEqualTo(all.size());
        assertThat(stage.count("select count(*) from notification")).isEqualTo(all.size());
    }

    static Admin admin(TestPipeline stage) {
        return Admin.create(Map.of("bootstrap.servers", stage.broker().bootstrapServers()));
    }

    static void move(Admin admin, TestPipeline stage, String group, Map<TopicPartition, Long> offsets) {
        move(admin, stage.witness().group(group), offsets);
    }

    private static void move(Admin admin, String group, Map<TopicPartition, Long> offsets) {
        var all = new HashMap<TopicPartition, OffsetAndMetadata>();
        offsets.forEach((partition, offset) -> all.put(partition, new OffsetAndMetadata(offset)));
        empty(admin, group);
        done(admin.alterConsumerGroupOffsets(group, all).all());
    }

    private static void delete(Admin admin, TestPipeline stage, String name) {
        var group = stage.witness().group(name);
        empty(admin, group);
        done(admin.deleteConsumerGroups(List.of(group)).all());
    }

    /** Removes the members of a group: stopped or frozen ones would stay until their session times out. */
    private static void empty(Admin admin, String group) {
        await().atMost(TestPipeline.PATIENCE).until(() -> {
            var members = done(admin.describeConsumerGroups(List.of(group)).all())
                    .get(group)
                    .members();
            if (!members.isEmpty()) {
                done(admin.removeMembersFromConsumerGroup(group, new RemoveMembersFromConsumerGroupOptions())
                        .all());
            }
            return members.isEmpty();
        });
    }

    static Map<TopicPartition, Long> committed(Admin admin, TestPipeline stage, String group) {
        return done(admin.listConsumerGroupOffsets(stage.witness().group(group)).partitionsToOffsetAndMetadata())
                .entrySet()
                .stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().offset()));
    }

    static Map<TopicPartition, Long> zero(Map<TopicPartition, Long> offsets) {
        return offsets.keySet().stream().collect(Collectors.toMap(partition -> partition, partition -> 0L));
    }

    static Map<TopicPartition, Long> ends(Admin admin, Map<TopicPartition, Long> offsets) {
        var ends = offsets.keySet().stream()
                .collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest()));
        return done(admin.listOffsets(ends).all()).entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().offset()));
    }

    /** Ids of the orders in the partition from this offset on. */
    private static List<UUID> read(TestPipeline stage, TopicPartition partition, long from) {
        return stage.witness().read("orders-in").stream()
                .filter(record -> record.partition() == partition.partition() && record.offset() >= from)
                .map(record -> UUID.fromString(new String(record.key(), StandardCharsets.UTF_8)))
                .toList();
    }

    private static UUID id(Admin admin, String topic) {
        var id = done(admin.describeTopics(List.of(topic)).allTopicNames())
                .get(topic)
                .topicId();
        return new UUID(id.getMostSignificantBits(), id.getLeastSignificantBits());
    }

    private static void createAgain(Admin admin, String topic) {
        await().atMost(TestPipeline.PATIENCE).ignoreExceptions().until(() -> {
            done(admin.createTopics(List.of(new NewTopic(topic, 4, (short) 1))).all());
            return true;
        });
    }

    static <T> T done(KafkaFuture<T> future) {
        try {
            return future.get();
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
    }
}
