package semel.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import semel.kit.App;
import semel.kit.Client;
import semel.kit.LongRun;
import semel.kit.ManyClients;
import semel.kit.TestPipeline;

/** Sends more concurrent requests than a replica of 256 MB can serve: some get 503, and no accepted order is lost. */
class FloodIT {
    /** Fewer in every build, because connections take time from other tests. */
    private static final int SILENT = Boolean.getBoolean(LongRun.PROPERTY) ? 10_000 : 1_000;

    private static final int SLOW = 40;
    private static final int ORDERS = 900;
    private static final Pattern TURNED_AWAY = Pattern.compile("(?m)^semel_posts_turned_away_total (\\S+)$");

    /** Memory for 64 small posts, and a short time limit. */
    private static final Map<String, String> NARROW = Map.of(
            "semel.intake.in-flight", "256K",
            "semel.intake.exchanged-within", "20S",
            "quarkus.http.idle-timeout", "10M");

    private static final String SOME_OF_A_BODY = "POST /orders HTTP/1.1\r\nHost: test\r\n"
            + "Content-Type: application/json\r\nContent-Length: 300\r\n\r\n{\"customerId\":";

    @Test
    void anOverloadedReplicaAnswers503AndLosesNoAcceptedOrder() {
        assumeTrue(mayOpen() > SILENT + 2_000, "ulimit -n is too low for so many clients");
        try (var pipeline = TestPipeline.on(NARROW);
                var app = pipeline.start("semel-0").awaitReady();
                var crowd = new ManyClients(app.base(), ORDERS)) {
            pipeline.receive(app);
            // Given
            var silent = crowd.connect(SILENT, "");
            var slow = crowd.connect(SLOW, SOME_OF_A_BODY);
            var keys = IntStream.range(0, ORDERS).mapToObj(i -> "k-" + i).toList();
            // When all send their orders at once
            var answers = crowd.order(keys, "pen");
            // Then
            assertServedOrTurnedAway(answers);
            assertThat(answers.values()).anyMatch(answer -> answer.status() == 503);
            assertThat(turnedAway(pipeline.client(), app)).isPositive();
            // When refused requests are sent again
            var accepted = accepted(answers);
            await().atMost(TestPipeline.PATIENCE).until(() -> {
                var again = crowd.order(missing(keys, accepted), "pen");
                assertServedOrTurnedAway(again);
                accepted.putAll(accepted(again));
                return accepted.size() == ORDERS;
            });
            // Then
            await().atMost(TestPipeline.PATIENCE).until(() -> slow.stream().allMatch(ManyClients.Silent::isClosed));
            assertThat(silent).noneMatch(ManyClients.Silent::isClosed);
            pipeline.assertExactlyOnce(app, accepted.values());
        }
    }

    private static void assertServedOrTurnedAway(Map<String, Client.Answer> answers) {
        // On a slow machine some outcomes are unknown, and the clients send again too.
        assertThat(answers.values())
                .allMatch(answer -> answer.status() == 202
                        || answer.status() == 503
                                && (answer.body().contains("\"/problems/overloaded\"")
                                        || answer.body().contains("\"/problems/not-acknowledged\"")));
    }

    private static Map<String, UUID> accepted(Map<String, Client.Answer> answers) {
        var accepted = new HashMap<String, UUID>();
        answers.forEach((key, answer) -> {
            if (answer.status() == 202) {
                accepted.put(key, UUID.fromString(answer.orderId()));
            }
        });
        return accepted;
    }

    private static List<String> missing(List<String> keys, Map<String, UUID> accepted) {
        return keys.stream().filter(key -> !accepted.containsKey(key)).toList();
    }

    private static double turnedAway(Client client, App app) {
        var metrics = client.get(app.base().resolve("/q/metrics")).body();
        var counter = TURNED_AWAY.matcher(metrics);
        assertThat(counter.find()).isTrue();
        return Double.parseDouble(counter.group(1));
    }

    private static long mayOpen() {
        var system = ManagementFactory.getOperatingSystemMXBean();
        return system instanceof UnixOperatingSystemMXBean unix ? unix.getMaxFileDescriptorCount() : 0;
    }
}
