package semel.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import semel.kit.App;
import semel.kit.PageCommands;
import semel.kit.TestPipeline;

/** Runs the commands of the how-to guide, as an operator pastes them, beside a replica. */
class EraseCommandIT {
    private static final Path PAGE = Path.of("docs", "how-to", "erase-a-customer.md");
    private static final Pattern VACUUM = Pattern.compile("psql -c \"([^\"]+)\"");

    /** Not one of those that the load orders for. */
    private static final String CUSTOMER = "ada.42";

    /** More than one transaction changes. */
    private static final int ORDERS = 600;

    @Test
    void aCustomerIsErasedUnderLoadWithTheCommandsOfThePage() throws Exception {
        try (var pipeline = TestPipeline.on(Map.of());
                var app = pipeline.start("semel-0").awaitReady()) {
            // Given
            pipeline.receive(app);
            place(pipeline, app, ORDERS);
            // When
            var early = run(pipeline, app, block(0));
            // Then
            assertThat(early.printed())
                    .startsWith("Not erased yet")
                    .contains("orders-in:", "orders:", "notifications:", "still has offsets");
            assertThat(early.exitCode()).isEqualTo(1);
            assertThat(orders(pipeline)).isEqualTo(ORDERS);
            // When
            pipeline.witness().retentionDeletesAll();
            var erased = underLoad(pipeline, app, () -> run(pipeline, app, block(0)));
            // Then
            assertThat(erased.printed()).startsWith("Erased: " + ORDERS + " orders, 0 requests");
            assertThat(erased.exitCode()).isZero();
            assertThat(orders(pipeline)).isZero();
            pipeline.execute(vacuum());
            var again = run(pipeline, app, block(0));
            assertThat(again.printed()).startsWith("Nothing to erase");
            assertThat(again.exitCode()).isZero();
            pipeline.awaitDone();
            await().atMost(TestPipeline.PATIENCE)
                    .untilAsserted(() ->
                            assertThat(run(pipeline, app, block(2)).printed()).contains("\"verdict\":\"CLEAN\""));
            assertThat(pipeline.prove(List.of()).findings()).isEmpty();
            assertThat(app.isAlive()).isTrue();
            assertThat(app.output()).doesNotContain(CUSTOMER);
        }
    }

    @Test
    void anErasureThatIsKilledHalfwayIsFinishedByTheNextRun() throws Exception {
        try (var pipeline = TestPipeline.on(Map.of());
                var app = pipeline.start("semel-0").awaitReady()) {
            // Given: the last order is locked
            pipeline.receive(app);
            place(pipeline, app, ORDERS);
            pipeline.witness().retentionDeletesAll();
            try (var tables = pipeline.connect()) {
                tables.setAutoCommit(false);
                try (var lock = tables.createStatement()) {
                    lock.execute("select from decision order by id desc limit 1 for update");
                }
                var process = start(pipeline, app, block(0));
                try {
                    await().atMost(TestPipeline.PATIENCE).until(() -> orders(pipeline) < ORDERS);
                } finally {
                    // When
                    process.descendants().forEach(ProcessHandle::destroyForcibly);
                    process.destroyForcibly().waitFor();
                }
                tables.rollback();
            }
            // Then
            assertThat(orders(pipeline)).isEqualTo(ORDERS - 500);
            assertThat(pipeline.count("select count(*) from erasure")).isEqualTo(500);
            // When
            var finished = run(pipeline, app, block(0));
            // Then
            assertThat(finished.printed()).startsWith("Erased: " + (ORDERS - 500) + " orders");
            assertThat(orders(pipeline)).isZero();
            assertThat(pipeline.count("select count(*) from erasure")).isEqualTo(ORDERS);
            assertThat(pipeline.prove(List.of()).findings()).isEmpty();
        }
    }

    @Test
    void aWrongArgumentIsNamed() throws Exception {
        try (var pipeline = TestPipeline.on(Map.of());
                var app = pipeline.start("semel-0").awaitReady()) {
            var wrong = run(pipeline, app, block(0).replace(CUSTOMER, "'not an id'"));
            assertThat(wrong.printed()).startsWith("No answer: customerId must be");
            assertThat(wrong.exitCode()).isEqualTo(3);
            var none = run(pipeline, app, block(0).replace("\"$CUSTOMER\"", ""));
            assertThat(none.printed()).startsWith("No answer: erase takes a customer id");
            assertThat(none.exitCode()).isEqualTo(3);
        }
    }

    private static long orders(TestPipeline pipeline) {
        return pipeline.count("select count(*) from customer_order where customer_id = '" + CUSTOMER + "'");
    }

    private static void place(TestPipeline pipeline, App app, int orders) {
        var order = "{\"customerId\":\"" + CUSTOMER
                + "\",\"currency\":\"EUR\",\"lines\":[{\"productId\":\"pen\",\"quantity\":1,\"unitPrice\":100}]}";
        var batch = Stream.generate(() -> order).limit(orders).collect(Collectors.joining(",", "[", "]"));
        await().atMost(TestPipeline.PATIENCE)
                .until(() -> pipeline.client()
                                .post(app.base().resolve("/orders/batch"), "batch", batch)
                                .status()
                        == 200);
        pipeline.awaitDone();
    }

    private interface Running {
        Ended run() throws Exception;
    }

    /** Runs while orders of other customers are placed. */
    private static Ended underLoad(TestPipeline pipeline, App app, Running running) throws Exception {
        var isOver = new AtomicBoolean();
        var before = pipeline.count("select count(*) from customer_order");
        var load = CompletableFuture.runAsync(() -> {
            while (!isOver.get()) {
                pipeline.order(app);
            }
        });
        try {
            await().atMost(TestPipeline.PATIENCE)
                    .until(() -> pipeline.count("select count(*) from customer_order") > before);
            return running.run();
        } finally {
            isOver.set(true);
            load.join();
        }
    }

    private static String block(int number) throws IOException {
        return PageCommands.of(PAGE).get(number).replace("CUSTOMER=c-42", "CUSTOMER=" + CUSTOMER);
    }

    private static String vacuum() throws IOException {
        var vacuum = VACUUM.matcher(block(1));
        assertThat(vacuum.find()).isTrue();
        return vacuum.group(1);
    }

    record Ended(int exitCode, String printed) {}

    /** @param settings of a replica */
    static Ended erase(Map<String, String> settings, String customer) throws IOException, InterruptedException {
        return ended(start(settings, block(0).replace(CUSTOMER, customer)));
    }

    private static Ended run(TestPipeline pipeline, App app, String block) throws IOException, InterruptedException {
        return ended(start(pipeline, app, block));
    }

    private static Ended ended(Process process) throws IOException, InterruptedException {
        var printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(
                process.waitFor(),
                printed.replaceAll("(?m)^NOTE: Picked up JDK_JAVA_OPTIONS.*\n", "")
                        .strip());
    }

    private static Process start(TestPipeline pipeline, App app, String block) throws IOException {
        return start(
                pipeline.settings(),
                block.replace("http://localhost:8080", app.base().toString().replaceAll("/$", "")));
    }

    /** Starts a shell whose environment has the settings. */
    private static Process start(Map<String, String> settings, String block) throws IOException {
        var jvm = new ArrayList<String>(List.of("-XX:TieredStopAtLevel=1"));
        settings.forEach((key, value) -> jvm.add("'-D" + key + "=" + value + "'"));
        var script = block.replace("target/quarkus-app/quarkus-run.jar", App.JAR.toString());
        var builder = new ProcessBuilder("sh", "-ec", script).redirectErrorStream(true);
        builder.environment().put("JDK_JAVA_OPTIONS", String.join(" ", jvm));
        builder.environment()
                .put("PATH", Path.of(System.getProperty("java.home"), "bin") + ":" + System.getenv("PATH"));
        return builder.start();
    }
}
