package semel.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static semel.crash.RefusalIT.DECISION;
import static semel.crash.RefusalIT.PROJECTION;
import static semel.crash.RefusalIT.asked;
import static semel.crash.RefusalIT.awaitParked;
import static semel.crash.RefusalIT.awaitResumed;
import static semel.crash.RefusalIT.done;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import semel.kafka.TestTopics;
import semel.kit.App;
import semel.kit.PageCommands;
import semel.kit.Servers;
import semel.kit.TestPipeline;
import semel.sandbox.Broker;

/** Moves a pipeline to another cluster by the steps and commands of the how-to guide. */
class NewClusterIT {
    private static final Path PAGE = Path.of("docs", "how-to", "move-to-another-cluster.md");
    private static final Path RECOVER = Path.of("docs", "how-to", "recover-a-refused-offset.md");
    private static final Pattern COMMAND = Pattern.compile(
            "--bootstrap-server (\\S+) --group (\\S+) --topic (\\S+):(\\d+) --reset-offsets --to-offset (\\d+) --execute");
    private static final Pattern DELETED =
            Pattern.compile("\\{\"topic\":\"([^\"]+)\",\"partition\":(\\d+),\"offset\":-1}");
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String FORMER_CUSTOMER = "ada.42";
    private static final String CLEAN = "\"verdict\":\"CLEAN\"";
    private static final String REASON = "the topic was deleted and created again, or the cluster is another one";

    @TempDir
    Path folder;

    private Servers old;
    private Broker next;
    private TestPipeline pipeline;
    private TestPipeline moved;

    @BeforeEach
    void start() {
        old = Servers.start();
        next = Broker.start();
        pipeline = TestPipeline.at(old, Map.of());
        moved = pipeline.movedTo(next);
    }

    @AfterEach
    void close() {
        moved.close();
        pipeline.close();
        next.close();
        old.close();
    }

    /** In both clusters an unreadable record and the first orders have the same coordinates. */
    @Test
    void aDrainedPipelineContinuesWithEmptyTopics() throws Exception {
        // Given
        var before = drained();
        // When
        List<UUID> after;
        String totals;
        try (var app = startParked()) {
            assertThat(run(block(PAGE, "curl -s \"$SEMEL/audit\""), app)).contains(CLEAN);
            acceptNewTopics(app);
            // Then
            after = placed(moved, app, 30);
            moved.assertExactlyOnce(app, all(before, after), after);
            assertThat(moved.witness().count(before).missing()).isEqualTo(before.size());
            totals = totals(app);
            app.stop();
        }
        // and the audit has the same result without its watermark
        moved.execute("delete from audit_watermark");
        try (var app = RefusalIT.start(moved, "semel-0").awaitReady()) {
            assertThat(totals(app)).isEqualTo(totals);
            assertThat(app.output()).doesNotContain("offset refused");
            // and a loss is named, also of an order of the former topics
            List.of(before.get(0), after.get(0)).forEach(lost -> assertALossIsNamed(app, lost));
            // and only the dead letter of today can be redriven: both have the same coordinates
            assertThat(moved.client()
                            .get(app.base().resolve("/dead-letters"))
                            .body()
                            .split("/redrive\""))
                    .hasSize(2);
            // and the former topics hinder no erasure
            assertThat(EraseCommandIT.erase(moved.settings(), FORMER_CUSTOMER).printed())
                    .startsWith("Erased: 1 orders");
            assertThat(audit(app)).contains(CLEAN);
            assertThat(moved.prove(List.of()).findings()).isEmpty();
        }
    }

    /** Until the new topics are accepted, the old cluster can be used again. */
    @Test
    void anOrderThatWasLeftBehindIsNamedBeforeTheNewTopicsAreAccepted() throws Exception {
        // Given
        var before = drained();
        var left = leaveBehind();
        // When
        try (var app = startParked()) {
            assertThat(audit(app)).contains("Undecided", left.toString());
            app.stop();
        }
        try (var app = RefusalIT.start(pipeline, "semel-0").awaitReady()) {
            awaitParked(pipeline, app, DECISION);
            RefusalIT.remedy(pipeline.witness().admin(), app);
            awaitResumed(pipeline, app, DECISION);
            pipeline.awaitDone();
            app.stop();
        }
        // Then
        try (var app = startParked()) {
            assertThat(audit(app)).contains(CLEAN);
            acceptNewTopics(app);
            var after = placed(moved, app, 5);
            var all = all(before, after);
            all.add(left);
            moved.assertExactlyOnce(app, all, after);
        }
    }

    @Test
    void anOrderThatWasLeftBehindIsPublishedAgain() throws Exception {
        // Given
        var before = drained();
        var left = leaveBehind();
        try (var app = startParked()) {
            acceptNewTopics(app);
            var after = placed(moved, app, 5);
            moved.awaitDone();
            assertThat(audit(app)).contains("\"verdict\":\"DIRTY\"", "Undecided", left.toString());
            assertThat(moved.prove(all(before, after)).toString()).contains("I1", left.toString());
            // When
            moved.publishAgain(left);
            // Then
            after.add(left);
            moved.assertExactlyOnce(app, all(before, after), after);
        }
    }

    /** A mirror keeps topic names and partitions; offsets differ, as the markers of transactions are not copied. */
    @Test
    void copiesOfTheRecordsAreDeletedBeforeTheMove() throws Exception {
        // Given
        var before = drained();
        mirror();
        // When
        deleteCopies();
        try (var app = startParked()) {
            acceptNewTopics(app);
            // Then
            var after = placed(moved, app, 20);
            moved.assertExactlyOnce(app, all(before, after), after);
        }
    }

    /** @return the orders of a pipeline that has nothing left to do, and is stopped */
    private List<UUID> drained() throws Exception {
        try (var app = pipeline.start("semel-0").awaitReady()) {
            pipeline.receive(app);
            writeUnreadable(pipeline);
            var ids = placed(pipeline, app, 40);
            ids.add(placedBy(FORMER_CUSTOMER, app));
            pipeline.publishAgain(ids.get(3));
            pipeline.awaitDone();
            run(block(PAGE, "until curl"), app);
            app.stop();
            return ids;
        }
    }

    /** In the same partition of each cluster, as the key is the same. */
    private static void writeUnreadable(TestPipeline pipeline) {
        var key = "k".getBytes(StandardCharsets.UTF_8);
        pipeline.witness()
                .write(
                        "orders-in",
                        List.of(new ProducerRecord<>(pipeline.witness().topic("orders-in"), key, key)));
        pipeline.awaitDone();
    }

    private static List<UUID> placed(TestPipeline pipeline, App app, int orders) {
        var ids = new ArrayList<UUID>();
        for (int i = 0; i < orders; i++) {
            ids.add(UUID.fromString(pipeline.order(app).orderId()));
        }
        return ids;
    }

    private UUID placedBy(String customer, App app) {
        var order = "{\"customerId\":\"" + customer
                + "\",\"currency\":\"EUR\",\"lines\":[{\"productId\":\"pen\",\"quantity\":1,\"unitPrice\":100}]}";
        return UUID.fromString(pipeline.client()
                .post(app.base().resolve("/orders"), customer, order)
                .orderId());
    }

    /** @return an order that the old cluster has accepted, and that is not decided */
    private UUID leaveBehind() {
        var group = pipeline.witness().group(DECISION);
        onceEmpty(pipeline, admin -> admin.deleteConsumerGroups(List.of(group)).all());
        try (var app = RefusalIT.start(pipeline, "semel-0").awaitReady()) {
            awaitParked(pipeline, app, DECISION);
            var left = placed(pipeline, app, 1).get(0);
            app.stop();
            return left;
        }
    }

    /** Repeats the change until the group has no members: those of a stopped replica stay until their session times out. */
    private static void onceEmpty(TestPipeline pipeline, Function<Admin, KafkaFuture<?>> change) {
        await().atMost(TestPipeline.PATIENCE).ignoreExceptions().until(() -> {
            done(change.apply(pipeline.witness().admin()));
            return true;
        });
    }

    private App startParked() {
        var app = RefusalIT.start(moved, "semel-0").awaitReady();
        awaitParked(moved, app, DECISION);
        awaitParked(moved, app, PROJECTION);
        assertThat(asked(app, "group/pipeline").body()).contains(REASON);
        return app;
    }

    /** Runs the commands that the health answer names; they are the Kafka client's, so only their arguments are taken. */
    private void acceptNewTopics(App app) throws Exception {
        var commands = folder.resolve("commands.txt");
        script("kafka-consumer-groups.sh", "echo \"$@\" >> " + commands);
        run(block(RECOVER, "curl -s \"$SEMEL/q/health/group/pipeline\" | sed"), app);
        run("sh remedy.sh", app);
        var offsets = new HashMap<String, Map<TopicPartition, OffsetAndMetadata>>();
        COMMAND.matcher(Files.readString(commands)).results().forEach(command -> {
            assertThat(command.group(1)).isEqualTo(next.bootstrapServers());
            offsets.computeIfAbsent(command.group(2), group -> new HashMap<>())
                    .put(
                            new TopicPartition(command.group(3), Integer.parseInt(command.group(4))),
                            new OffsetAndMetadata(Long.parseLong(command.group(5))));
        });
        assertThat(offsets).hasSize(2);
        offsets.forEach((group, each) -> onceEmpty(
                moved, admin -> admin.alterConsumerGroupOffsets(group, each).all()));
        awaitResumed(moved, app, DECISION);
        awaitResumed(moved, app, PROJECTION);
        writeUnreadable(moved);
    }

    private void mirror() {
        var copies = topics(pipeline).stream()
                .map(topic -> new NewTopic(topic.name(), topic.partitions().size(), (short) 1))
                .toList();
        done(moved.witness().admin().createTopics(copies).all());
        for (var name : new TestTopics().all()) {
            moved.witness()
                    .write(
                            name,
                            pipeline.witness().read(name).stream()
                                    .map(record -> new ProducerRecord<>(
                                            record.topic(),
                                            record.partition(),
                                            record.key(),
                                            record.value(),
                                            record.headers()))
                                    .toList());
        }
    }

    /** Runs the commands of the page. The scripts are stand-ins: the first tells the real ends, the second keeps what it is given. */
    private void deleteCopies() throws Exception {
        var ends = ends();
        for (var end : ends.entrySet()) {
            var at = end.getKey();
            var line = at.topic() + ":" + at.partition() + ":" + end.getValue() + "\n";
            Files.writeString(folder.resolve(at.topic()), line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
        script("kafka-get-offsets.sh", "for last; do :; done; cat \"$last\"");
        script("kafka-delete-records.sh", "for last; do :; done; cp \"$last\" deleted.json");
        run(withPrefix(block(PAGE, "kafka-delete-records.sh")), null);
        var deleted = DELETED.matcher(Files.readString(folder.resolve("deleted.json")))
                .results()
                .map(each -> new TopicPartition(each.group(1), Integer.parseInt(each.group(2))))
                .collect(Collectors.toMap(at -> at, at -> RecordsToDelete.beforeOffset(ends.get(at))));
        assertThat(deleted.keySet()).isEqualTo(ends.keySet());
        done(moved.witness().admin().deleteRecords(deleted).all());
    }

    private String withPrefix(String commands) {
        var prefixed = commands;
        for (var name : new TestTopics().all()) {
            prefixed = prefixed.replaceAll(
                    "(?<= )" + name + "(?=[; ])", moved.witness().topic(name));
        }
        return prefixed;
    }

    private Map<TopicPartition, Long> ends() {
        var admin = moved.witness().admin();
        var partitions = topics(moved).stream()
                .flatMap(topic -> topic.partitions().stream()
                        .map(partition -> new TopicPartition(topic.name(), partition.partition())))
                .collect(Collectors.toMap(at -> at, at -> OffsetSpec.latest()));
        return done(admin.listOffsets(partitions).all()).entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, end -> end.getValue().offset()));
    }

    private static Collection<TopicDescription> topics(TestPipeline pipeline) {
        var names =
                new TestTopics().all().stream().map(pipeline.witness()::topic).toList();
        return done(pipeline.witness().admin().describeTopics(names).allTopicNames())
                .values();
    }

    private String audit(App app) {
        return await().atMost(TestPipeline.PATIENCE)
                .until(
                        () -> moved.client()
                                .getPatiently(app.base().resolve("/audit"))
                                .body(),
                        answer -> answer.contains("\"verdict\"") && !answer.contains("PENDING"));
    }

    private String totals(App app) {
        return audit(app).replaceAll(".*(\"accepted\":\\d+.*),\"lost\".*", "$1");
    }

    private void assertALossIsNamed(App app, UUID lost) {
        moved.execute("create table kept as select * from notification where order_id = '" + lost + "'");
        moved.execute("delete from notification where order_id = '" + lost + "'");
        await().atMost(TestPipeline.PATIENCE)
                .untilAsserted(() -> assertThat(audit(app)).contains("\"verdict\":\"DIRTY\"", lost.toString()));
        assertThat(moved.prove(List.of()).toString()).contains(lost.toString());
        moved.execute("insert into notification select * from kept");
        moved.execute("drop table kept");
        await().atMost(TestPipeline.PATIENCE)
                .untilAsserted(() -> assertThat(audit(app)).contains(CLEAN));
        assertThat(moved.prove(List.of()).findings()).isEmpty();
    }

    private static List<UUID> all(Collection<UUID> some, Collection<UUID> others) {
        return new ArrayList<>(
                Stream.concat(some.stream(), others.stream()).distinct().toList());
    }

    private static String block(Path page, String command) throws IOException {
        return PageCommands.of(page).stream()
                .filter(block -> block.contains(command))
                .findFirst()
                .orElseThrow();
    }

    /** Puts a script of Kafka's into the path that says with what it was called. */
    private void script(String name, String content) throws IOException {
        Files.createDirectories(folder.resolve("bin"));
        var file = Files.writeString(folder.resolve("bin").resolve(name), "#!/bin/sh\n" + content + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private String run(String commands, App app) throws Exception {
        var shell = new ProcessBuilder("sh", "-ec", commands)
                .directory(folder.toFile())
                .redirectErrorStream(true);
        shell.environment().put("PATH", folder.resolve("bin") + ":" + System.getenv("PATH"));
        shell.environment().put("KAFKA_BOOTSTRAP_SERVERS", next.bootstrapServers());
        if (app != null) {
            shell.environment().put("SEMEL", app.base().toString().replaceAll("/$", ""));
        }
        var printed = folder.resolve("printed");
        var process = shell.redirectOutput(printed.toFile()).start();
        try {
            assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .as(commands)
                    .isTrue();
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        assertThat(process.exitValue()).as(Files.readString(printed)).isZero();
        return Files.readString(printed);
    }
}
