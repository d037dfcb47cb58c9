package semel.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import semel.kafka.TestTopics;
import semel.kit.App;
import semel.kit.Certificate;
import semel.kit.Client;
import semel.kit.TestPipeline;
import semel.sandbox.Cluster;
import semel.sandbox.SandboxResource;

/**
 * Tests a secured cluster: TLS with a certificate that only a named TLS configuration trusts, a password, and only the rights in
 * docs/reference/rights.md. Replicas run in a locale whose digits are not ASCII.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SecuredClusterIT {
    private static final String REPLICA = "replica";
    private static final String PROOF = "proof";
    private static final String ERASE = "erase";
    private static final String LOGIN =
            "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"%s\" password=\"%s\";";
    private static final Pattern RIGHT = Pattern.compile(
            "(?m)^\\| `?(replica|proof|erase)`? \\| (topic|group|transactional id) \\| (.+) \\| ([A-Z, ]+) \\|$");
    private static final Pattern NAME = Pattern.compile("`([a-z.-]+)`");
    private static final Pattern GAUGE =
            Pattern.compile("(?m)^semel_(?:lag_records|topic_unstable_records|transaction_open_seconds)\\S* (\\S+)$");

    /** Lag for 4 partitions of 5 topics, unstable records for 4 partitions of 6 topics, and the age of the oldest transaction. */
    private static final int GAUGES = 5 * 4 + 6 * 4 + 1;

    private final Certificate certificate = Certificate.make();
    private Cluster cluster;
    private Admin admin;
    private TestPipeline pipeline;

    @BeforeAll
    void start() {
        cluster = Cluster.start(
                1,
                port -> port,
                Map.of(
                        "listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,WIRE:SASL_SSL",
                        "ssl.keystore.type", "PKCS12",
                        "ssl.keystore.location", certificate.keyStore().toString(),
                        "ssl.keystore.password", Certificate.PASSWORD,
                        "sasl.enabled.mechanisms", "PLAIN",
                        "listener.name.wire.plain.sasl.jaas.config",
                                "org.apache.kafka.common.security.plain.PlainLoginModule required"
                                        + " user_replica=\"replica\" user_proof=\"proof\" user_erase=\"erase\";",
                        "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                        "super.users", "User:ANONYMOUS"));
        admin = Admin.create(Map.of("bootstrap.servers", cluster.bootstrapServers()));
    }

    @BeforeEach
    void stage() {
        var database = SandboxResource.database();
        pipeline = TestPipeline.over(cluster, database, database.port(), settings(REPLICA));
    }

    @AfterEach
    void revoke() throws Exception {
        admin.deleteAcls(List.of(AclBindingFilter.ANY)).all().get();
        pipeline.close();
    }

    @AfterAll
    void end() {
        admin.close();
        cluster.close();
    }

    private Map<String, String> settings(String user) {
        return Map.of(
                "kafka.security.protocol",
                "SASL_SSL",
                "kafka.tls-configuration-name",
                "k",
                "quarkus.tls.k.trust-store.pem.certs",
                certificate.pem().toString(),
                "kafka.sasl.mechanism",
                "PLAIN",
                "kafka.sasl.jaas.config",
                String.format(Locale.ROOT, LOGIN, user, user),
                "user.language",
                "ar",
                "user.country",
                "EG");
    }

    @Test
    void theDocumentedRightsAreEnough() throws Exception {
        createTopics(topics().toList());
        grant(REPLICA);
        grant(PROOF);
        grant(ERASE);
        try (var app = pipeline.start("semel-0").awaitReady()) {
            pipeline.receive(app);
            var orders = pipeline.placeUntilAccepted(app.base(), 3).values();
            pipeline.assertExactlyOnce(app, orders);
            assertGaugesHaveValues(app);
            assertRedriven(app);

            var proof = ProofCommandIT.prove(settingsOf(PROOF));
            assertThat(proof.output()).contains("CLEAN: 4 requests");
            assertThat(proof.exitCode()).isZero();

            pipeline.witness().retentionDeletes("orders-in", "orders", "inventory", "notifications");
            var customer = pipeline.rows("select min(customer_id) from customer_order", row -> row.getString(1))
                    .get(0);
            var erased = EraseCommandIT.erase(settingsOf(ERASE), customer);
            assertThat(erased.printed()).startsWith("Erased: ");
            assertThat(erased.exitCode()).isZero();
        }
    }

    @Test
    void aTopicThatCannotBeCreatedIsNamedWithTheMissingRight() throws Exception {
        createTopics(topics().skip(1).toList());
        grant(REPLICA);
        assertRefused(
                "could not create topic " + pipeline.witness().topic("orders-in") + ": ", "grant CREATE on the topic");
    }

    @Test
    void aTopicThatCannotBeDescribedIsNamedWithTheMissingRight() throws Exception {
        createTopics(topics().toList());
        assertRefused("could not describe topic " + pipeline.witness().topic(""), "grant DESCRIBE on the topic");
    }

    private void assertRefused(String... said) {
        try (var app = pipeline.start("semel-0")) {
            assertThat(app.awaitExit()).isEqualTo(1);
            assertThat(app.output()).contains(said);
        }
    }

    private void assertGaugesHaveValues(App app) {
        await().atMost(TestPipeline.PATIENCE)
                .untilAsserted(() -> assertThat(GAUGE.matcher(new Client()
                                        .get(app.base().resolve("/q/metrics"))
                                        .body())
                                .results()
                                .map(gauge -> Double.valueOf(gauge.group(1))))
                        .hasSize(GAUGES)
                        .doesNotContain(Double.NaN));
    }

    /** Redrives the dead letter of a record that is no order. */
    private void assertRedriven(App app) {
        var input = pipeline.witness().topic("orders-in");
        pipeline.witness().write(input, List.of(new ProducerRecord<>(input, 0, new byte[] {1}, new byte[] {2})));
        await().atMost(TestPipeline.PATIENCE)
                .until(() -> !pipeline.witness().read("orders-dead-letters").isEmpty());
        var letter = pipeline.witness().read("orders-dead-letters").get(0);
        var source = new String(letter.headers().lastHeader("src").value(), StandardCharsets.UTF_8);
        await().atMost(TestPipeline.PATIENCE)
                .until(() -> pipeline.client()
                                .post(app.base().resolve("/dead-letters/" + source + "/redrive"), "redrive", "")
                                .status()
                        == 202);
        pipeline.awaitDone();
    }

    private Map<String, String> settingsOf(String user) {
        var settings = new HashMap<>(pipeline.settings());
        settings.putAll(settings(user));
        return settings;
    }

    private Stream<String> topics() {
        return new TestTopics(pipeline.witness().topic("")).all().stream();
    }

    private void createTopics(List<String> names) throws Exception {
        admin.createTopics(names.stream()
                        .map(name -> new NewTopic(name, 4, (short) 1))
                        .toList())
                .all()
                .get();
    }

    /** Grants exactly the rights of the page. */
    private void grant(String who) throws IOException {
        var rights = RIGHT.matcher(Files.readString(Path.of("docs", "reference", "rights.md")))
                .results()
                .filter(right -> right.group(1).equals(who))
                .flatMap(this::bindings)
                .toList();
        assertThat(rights).isNotEmpty();
        admin.createAcls(rights).all().toCompletionStage().toCompletableFuture().join();
    }

    private Stream<AclBinding> bindings(MatchResult right) {
        var type = ResourceType.valueOf(right.group(2).replace(' ', '_').toUpperCase(Locale.ROOT));
        var user = "User:" + right.group(1);
        return NAME.matcher(right.group(3))
                .results()
                .map(name -> name.group(1).equals("semel.instance") ? "semel-0" : name.group(1))
                .flatMap(name -> Arrays.stream(right.group(4).split(", "))
                        .map(operation -> new AclBinding(
                                new ResourcePattern(type, pipeline.witness().topic(name), PatternType.LITERAL),
                                new AccessControlEntry(
                                        user, "*", AclOperation.valueOf(operation), AclPermissionType.ALLOW))));
    }
}
