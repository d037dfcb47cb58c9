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
        try (var pipeline = TestPipeline.on(Map.of("user.language", "ar", "user.country", "EG"));
                var admin = admin(pipeline)) {
            var ids = new ArrayList<UUID>(ordersDone(pipeline));
            var right = committed(admin, pipeline, DECISION);

            delete(admin, pipeline, DECISION);
            parkedUntilRemedied(pipeline, admin, ids, DECISION, "committed=nothing", "the group has lost its offset");

            move(admin, pipeline, DECISION, zero(right));
            parkedUntilRemedied(pipeline, admin, ids, DECISION, "committed=0", "the offset was moved back");

            ids.addAll(pipeline.witness().order(ORDERS, "pen"));
            move(admin, pipeline, DECISION, ends(admin, right));
            parkedUntilRemedied(pipeline, admin, ids, DECISION, "the offset was moved forward");
        }
    }

    /** A column can hold any number. */
    @Test
    void anImpossibleRowIsRefusedUntilItIsCorrected() {
        try (var pipeline = TestPipeline.on(Map.of())) {
            var ids = new ArrayList<UUID>(ordersDone(pipeline));
            pipeline.execute("update applied set applied_next = -1 where partition = 1");
            pipeline.execute("update applied set applied_next = 9223372036854775807 where partition = 2");
            pipeline.execute("update progress set published_next = -1");
            var rows = pipeline.count("select (select count(*) from progress)"
                    + " + (select count(*) from applied where partition in (1, 2))");
            try (var app = start(pipeline, "semel-0").awaitReady()) {
                awaitParked(pipeline, app, DECISION);
                awaitParked(pipeline, app, PROJECTION);
                assertThat(app.output()).contains("the row cannot be true of a log that ends at");
                var accepted = pipeline.placeUntilAccepted(app.base(), 5);
                await().atMost(TestPipeline.PATIENCE)
                        .until(() -> rowRemedies(app).size() == rows);
                rowRemedies(app).forEach(pipeline::execute);
                awaitResumed(pipeline, app, DECISION);
                awaitResumed(pipeline, app, PROJECTION);
                ids.addAll(accepted.values());
                pipeline.assertExactlyOnce(app, ids);
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
        try (var pipeline = TestPipeline.on(Map.of());
                var admin = admin(pipeline)) {
            var ids = new ArrayList<UUID>();
            try (var app = pipeline.start("semel-0").awaitReady()) {
                pipeline.receive(app);
                try (var tables = pipeline.connect()) {
                    TestPipeline.lock(tables, "customer_order");
                    ids.addAll(pipeline.witness().order(ORDERS, "pen"));
                    await().atMost(TestPipeline.PATIENCE)
                            .until(() -> pipeline.witness().behind() == 0);
                    app.kill();
                }
            }
            var right = committed(admin, pipeline, PROJECTION);

            move(admin, pipeline, PROJECTION, ends(admin, right));
            parkedUntilRemedied(pipeline, admin, ids, PROJECTION, "the offset was moved forward");

            delete(admin, pipeline, PROJECTION);
            try (var app = pipeline.start("semel-0").awaitReady()) {
                pipeline.assertExactlyOnce(app, ids);
            }
            move(admin, pipeline, PROJECTION, zero(right));
            try (var app = pipeline.start("semel-0").awaitReady()) {
                pipeline.assertExactlyOnce(app, ids);
            }
        }
    }

    @Test
    @LongRun
    void inputThatWasDeletedUnreadIsRefusedUntilAnOperatorAcceptsTheLoss() {
        try (var pipeline = TestPipeline.on(Map.of());
                var admin = admin(pipeline);
                var app = pipeline.start("semel-0").awaitReady()) {
            pipeline.receive(app);
            var ids = new ArrayList<UUID>(pipeline.witness().order(ORDERS, "pen"));
            pipeline.awaitDone();
            var partition = new TopicPartition(pipeline.witness().topic("orders-in"), 0);
            var committed = committed(admin, pipeline, DECISION).get(partition);
            app.freeze();
            await().pollDelay(FETCH).until(() -> true);
            ids.addAll(pipeline.witness().order(ORDERS, "pen"));
            var end = ends(admin, Map.of(partition, committed)).get(partition);
            var deleted = read(pipeline, partition, committed);
            done(admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(end)))
                    .all());
            app.thaw();

            assertThat(app.awaitExit()).isEqualTo(3);
            ids.removeAll(deleted);
            try (var successor = start(pipeline, "semel-0").awaitReady()) {
                ids.addAll(acceptedWhileParked(
                        pipeline,
                        successor,
                        DECISION,
                        "partition=" + partition,
                        "committed=" + committed + " logStart=" + end,
                        deleted.size() + " offsets from " + committed + " on were deleted before they were read"));
                remedy(admin, successor);
                awaitResumed(pipeline, successor, DECISION);
                assertOnce(pipeline, ids, ids);
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
        try (var pipeline = TestPipeline.on(Map.of());
                var admin = admin(pipeline);
                var app = pipeline.start("semel-0").awaitReady()) {
            pipeline.receive(app);
            var ids = new ArrayList<UUID>(pipeline.witness().order(ORDERS, "pen"));
            pipeline.awaitDone();
            var topic = pipeline.witness().topic(name);
            var former = id(admin, topic);
            app.freeze();
            done(admin.deleteTopics(List.of(topic)).all());
            createAgain(admin, topic);
            // More than before, so that every old position exists in the new topic.
            var more = pipeline.witness().order(5 * ORDERS, "pen");
            ids.addAll(more);
            app.thaw();

            assertThat(app.awaitExit()).isEqualTo(3);
            var group = name.endsWith("-in") ? DECISION : PROJECTION;
            try (var successor = start(pipeline, "semel-0").awaitReady()) {
                var accepted = acceptedWhileParked(
                        pipeline, successor, group, "topicId=" + id(admin, topic), "had the id " + former);
                remedy(admin, successor);
                awaitResumed(pipeline, successor, group);
                var all = Stream.concat(ids.stream(), accepted.stream()).toList();
                if (group.equals(DECISION)) {
                    // The outputs have events of both topics with the same coordinates.
                    pipeline.assertExactlyOnce(successor, all);
                    List.of(ids.get(0), more.get(0)).forEach(lost -> assertALossIsNamed(pipeline, all, lost));
                } else {
                    assertOnce(
                            pipeline,
                            Stream.concat(more.stream(), accepted.stream()).toList(),
                            all);
                }
            }
        }
    }

    @Test
    @LongRun
    void offsetsThatWereMovedDuringAFreezeAreRefused() {
        try (var pipeline = TestPipeline.on(Map.of());
                var admin = admin(pipeline);
                var app = start(pipeline, "semel-0").awaitReady()) {
            pipeline.receive(app);
            var ids = new ArrayList<UUID>(pipeline.witness().order(ORDERS, "pen"));
            pipeline.awaitDone();
            awaitNoted(pipeline);
            var right = committed(admin, pipeline, DECISION);
            app.freeze();
            move(admin, pipeline, DECISION, zero(right));
            ids.addAll(pipeline.witness().order(ORDERS, "pen"));
            app.thaw();

            ids.addAll(acceptedWhileParked(pipeline, app, DECISION, "the offset was moved back"));
            remedy(admin, app);
            awaitResumed(pipeline, app, DECISION);
            pipeline.assertExactlyOnce(app, ids);
        }
    }

    /** Writes orders, has a replica decide, publish and apply them, and stops it. */
    private static List<UUID> ordersDone(TestPipeline pipeline) {
        try (var app = pipeline.start("semel-0").awaitReady()) {
            pipeline.receive(app);
            var ids = pipeline.witness().order(ORDERS, "pen");
            pipeline.awaitDone();
            awaitNoted(pipeline);
            app.stop();
            return ids;
        }
    }

    private static void awaitNoted(TestPipeline pipeline) {
        await().atMost(TestPipeline.PATIENCE)
                .until(() -> pipeline.count("select count(*) from progress where published_next < decided_next") == 0);
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
        try (var pipeline = TestPipeline.on(Map.of());
                var app = pipeline.start("semel-0", looking).awaitReady()) {
            assertThat(asked(app, "started").status()).isEqualTo(503);
            assertThat(asked(app, "ready").body())
                    .contains("\"waiting\"", pipeline.witness().group("semel-"));
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
            TestPipeline pipeline, Admin admin, Collection<UUID> ids, String group, String... expected) {
        try (var app = start(pipeline, "semel-0").awaitReady()) {
            ids.addAll(acceptedWhileParked(pipeline, app, group, expected));
            remedy(admin, app);
            awaitResumed(pipeline, app, group);
            pipeline.assertExactlyOnce(app, ids);
            awaitNoted(pipeline);
            app.stop();
        }
    }

    /** Starts a replica that checks its parked stages every second. */
    static App start(TestPipeline pipeline, String instance, BytemanRule... rules) {
        return pipeline.start(instance, Map.of("semel.parking.look", "1s"), rules);
    }

    static List<UUID> acceptedWhileParked(TestPipeline pipeline, App app, String group, String... expected) {
        awaitParked(pipeline, app, group);
        assertRefused(pipeline, app, group, expected);
        var done = done(pipeline, group);
        var accepted = IntStream.range(0, ORDERS)
                .mapToObj(i -> pipeline.order(app))
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
        assertThat(done(pipeline, group)).isEqualTo(done);
        return accepted;
    }

    private static long done(TestPipeline pipeline, String group) {
        return pipeline.count("select count(*) from " + (group.equals(DECISION) ? "decision" : "customer_order"));
    }

    static void awaitParked(TestPipeline pipeline, App app, String group) {
        awaitParked(pipeline, app, group, TestPipeline.PATIENCE);
    }

    static void awaitParked(TestPipeline pipeline, App app, String group, Duration patience) {
        await().atMost(patience)
                .until(() -> app.output()
                        .contains("offset refused group=" + pipeline.witness().group(group)));
    }

    static void awaitResumed(TestPipeline pipeline, App app, String group) {
        await().atMost(TestPipeline.PATIENCE)
                .until(() -> app.output()
                        .contains("stage resumed group=" + pipeline.witness().group(group)));
        await().atMost(TestPipeline.PATIENCE)
                .until(() -> asked(app, "group/pipeline").status() == 200);
    }

    private static void assertRefused(TestPipeline pipeline, App app, String group, String... expected) {
        assertThat(app.output().lines().filter(line -> line.contains("offset refused")))
                .isNotEmpty()
                .anySatisfy(line -> assertThat(line)
                        .contains("group=" + pipeline.witness().group(group))
                        .contains(expected));
        assertThat(app.output())
                .contains("stage parked group=" + pipeline.witness().group(group));
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
    private static void assertALossIsNamed(TestPipeline pipeline, List<UUID> all, UUID lost) {
        pipeline.execute("create table kept as select * from decision where id = '" + lost + "'");
        pipeline.execute("delete from decision where id = '" + lost + "'");
        assertThat(pipeline.prove(all).findings()).anyMatch(found -> found.key().startsWith(lost.toString()));
        pipeline.execute("insert into decision select * from kept");
        pipeline.execute("drop table kept");
        pipeline.execute("delete from notification where order_id = '" + lost + "'");
        pipeline.execute("delete from processed_event where kind = 3 and subject = '" + lost + "'");
        assertThat(pipeline.prove(all).findings())
                .filteredOn(found -> found.key().startsWith(lost.toString()))
                .extracting(Finding::key)
                .containsExactly(lost + "/notification/0");
    }

    private static void assertOnce(TestPipeline pipeline, Collection<UUID> published, Collection<UUID> all) {
        pipeline.awaitDone();
        assertThat(pipeline.witness().count(published).isExactlyOnce()).isTrue();
        assertThat(pipeline.witness().count(all).duplicated()).isZero();
        assertThat(pipeline.count("select count(*) from customer_order where status = 'FULFILLED'"))
                .isEqualTo(all.size());
        assertThat(pipeline.count("select count(*) from notification")).isEqualTo(all.size());
    }

    static Admin admin(TestPipeline pipeline) {
        return Admin.create(Map.of("bootstrap.servers", pipeline.broker().bootstrapServers()));
    }

    static void move(Admin admin, TestPipeline pipeline, String group, Map<TopicPartition, Long> offsets) {
        move(admin, pipeline.witness().group(group), offsets);
    }

    private static void move(Admin admin, String group, Map<TopicPartition, Long> offsets) {
        var all = new HashMap<TopicPartition, OffsetAndMetadata>();
        offsets.forEach((partition, offset) -> all.put(partition, new OffsetAndMetadata(offset)));
        empty(admin, group);
        done(admin.alterConsumerGroupOffsets(group, all).all());
    }

    private static void delete(Admin admin, TestPipeline pipeline, String name) {
        var group = pipeline.witness().group(name);
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

    static Map<TopicPartition, Long> committed(Admin admin, TestPipeline pipeline, String group) {
        return done(admin.listConsumerGroupOffsets(pipeline.witness().group(group))
                        .partitionsToOffsetAndMetadata())
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
    private static List<UUID> read(TestPipeline pipeline, TopicPartition partition, long from) {
        return pipeline.witness().read("orders-in").stream()
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
