package semel.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.HashMap;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import semel.kit.LongRun;
import semel.kit.TestPipeline;

/**
 * Starts the application again and again without topics, groups and tables, with {@code group.protocol=consumer}.
 *
 * @see "docs/explanation/decisions/0020-a-poll-before-the-first-offset-is-repeated.md"
 */
@LongRun
class FirstStartsIT {
    private static final int STARTS = 50;
    private static final long SEED = Long.getLong("semel.seed", System.currentTimeMillis());

    /** In milliseconds; the last is the default. The shorter polls are, the more often partitions are assigned between two. */
    private static final List<Integer> POLLS = List.of(1, 5, 50);

    @Test
    void eachOfFiftyFirstStartsDecidesAnOrder() {
        var random = new Random(SEED);
        for (int start = 1; start <= STARTS; start++) {
            var poll = POLLS.get(random.nextInt(POLLS.size()));
            System.out.printf("seed %s: first start %s of %s, polls of %s ms%n", SEED, start, STARTS, poll);
            firstStart(poll);
        }
    }

    private static void firstStart(int poll) {
        var settings = new HashMap<>(TestPipeline.NEW_PROTOCOL);
        settings.put("mp.messaging.incoming.to-decide.poll-timeout", Integer.toString(poll));
        try (var pipeline = TestPipeline.on(settings)) {
            try (var app = pipeline.start("semel-0").awaitReady()) {
                pipeline.placeUntilAccepted(app.base(), 1);
                await().atMost(TestPipeline.PATIENCE)
                        .until(() -> !app.isAlive() || pipeline.count("select count(*) from customer_order") == 1);

                assertThat(app.isAlive()).as(app::output).isTrue();
                app.stop();
                assertThat(app.output()).doesNotContain("process ended");
            }
            pipeline.drop();
        }
    }
}
