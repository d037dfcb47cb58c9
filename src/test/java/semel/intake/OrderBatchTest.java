package semel.intake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import semel.problem.Problem;

class OrderBatchTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final String BAD = "{\"customerId\":\"c-1\"}";

    private static String order(int quantity) {
        return "{\"customerId\":\"c-1\",\"currency\":\"EUR\",\"lines\":[{\"productId\":\"pen\",\"quantity\":" + quantity
                + ",\"unitPrice\":5}]}";
    }

    private static OrderBatch lines(String... lines) {
        return OrderBatch.of(new BatchBody(String.join("\n", lines).getBytes(UTF_8), true), NOON);
    }

    @Test
    void linesAndArrayElementsAreTheSameOrders() {
        var array = OrderBatch.of(
                new BatchBody(("[" + order(1) + "," + BAD + "," + order(2) + "]").getBytes(UTF_8), false), NOON);

        assertThat(fingerprints(array)).isEqualTo(fingerprints(lines(order(1), BAD, order(2))));
        assertThat(array.lines()).hasSize(3);
    }

    private static List<List<Byte>> fingerprints(OrderBatch batch) {
        return batch.posts(new IdempotencyKey("k"), "o").stream()
                .map(post -> java.util.stream.IntStream.range(0, post.fingerprint().length)
                        .mapToObj(i -> post.fingerprint()[i])
                        .toList())
                .toList();
    }

    @Test
    void eachGoodLineIsPostedWithItsOwnKey() {
        var posts = lines(order(1), BAD, order(2)).posts(new IdempotencyKey("k"), "owner");

        assertThat(posts).extracting(Posted::keyText).containsExactly("k\t1", "k\t3");
        assertThat(posts).extracting(Posted::keyText).containsExactly("k\t1", "k\t3");
        assertThat(posts).extracting(Posted::owner).containsOnly("owner");
        assertThat(posts).extracting(Posted::kind).containsOnly(PostKind.ORDER);
        assertThat(posts).extracting(Posted::id).doesNotHaveDuplicates();
    }

    @Test
    void eachLineHasAResultWithItsNumber() {
        var first = new Acceptance.Accepted(new UUID(0, 1), false);
        var third = new Acceptance.Accepted(new UUID(0, 3), true);

        var results = lines(order(1), BAD, order(2), order(3))
                .results(List.of(first, third, new Acceptance.Unconfirmed(Optional.empty())), "/api");

        assertThat(results).extracting(LineResult::line).containsExactly(1, 2, 3, 4);
        assertThat(results).extracting(LineResult::orderId).containsExactly(first.id(), null, third.id(), null);
        assertThat(results).extracting(LineResult::replayed).containsExactly(null, null, true, null);
        assertThat(results).extracting(LineResult::isToBeSentAgain).containsExactly(false, false, false, true);
        assertThat(results.get(1).problem())
                .containsEntry("status", 400)
                .containsEntry("type", "/api/problems/invalid-body");
    }

    @Test
    void aBodyWithoutSeparableLinesIsRefused() {
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> OrderBatch.of(new BatchBody("[{]".getBytes(UTF_8), false), NOON))
                .satisfies(problem -> assertThat(problem.members("")).containsEntry("type", "/problems/invalid-body"));
    }
}
