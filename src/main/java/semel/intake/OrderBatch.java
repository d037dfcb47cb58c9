package semel.intake;

import com.github.f4b6a3.uuid.UuidCreator;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import semel.codec.JsonElements;
import semel.codec.OrderCodec;
import semel.codec.Parsed;
import semel.order.Order;
import semel.order.OrderId;
import semel.problem.ProblemType;

/**
 * The orders of one request: one for each line of JSON or element of the array.
 *
 * @param lines the parsed lines; the first one is line 1
 */
record OrderBatch(List<Parsed<Order>> lines) {
    /** @return the batch, with valid and invalid lines; throws {@link ProblemType#INVALID_BODY} if the body cannot be split into lines */
    static OrderBatch of(BatchBody body, Instant now) {
        var elements = body.isLines()
                ? JsonElements.ofLines(body.bytes(), BatchBody.MAX_ORDERS)
                : JsonElements.ofArray(body.bytes(), BatchBody.MAX_ORDERS);
        return new OrderBatch(IntakeResponses.valid(elements).stream()
                .map(line -> order(line, now))
                .toList());
    }

    private static Parsed<Order> order(byte[] line, Instant now) {
        return OrderCodec.fromRequest(line, new OrderId(UuidCreator.getTimeOrderedEpoch()), now);
    }

    /** The valid lines in order, each with its own key. */
    List<Posted> posts(IdempotencyKey key, String owner) {
        var posts = new ArrayList<Posted>(lines.size());
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i) instanceof Parsed.Valid<Order> valid) {
                posts.add(Posted.of(valid.value(), Optional.of(key.ofLine(i + 1)), owner));
            }
        }
        return posts;
    }

    /**
     * @param acceptances of the valid lines, in order
     * @param root path of the application as its client sees it
     */
    List<LineResult> results(List<Acceptance> acceptances, String root) {
        var results = new ArrayList<LineResult>(lines.size());
        Iterator<Acceptance> next = acceptances.iterator();
        for (int i = 0; i < lines.size(); i++) {
            results.add(
                    lines.get(i) instanceof Parsed.Invalid<Order> unreadable
                            ? LineResult.of(i + 1, IntakeResponses.invalid(unreadable), root)
                            : LineResult.of(i + 1, next.next(), root));
        }
        return results;
    }
}
