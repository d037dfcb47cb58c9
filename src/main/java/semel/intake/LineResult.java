package semel.intake;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;
import java.util.UUID;
import semel.problem.Problem;
import semel.problem.ProblemType;

/**
 * The result of one line of a batch: an order id and a status, or a problem.
 *
 * @param line from 1
 * @param replayed true if an earlier request with the same key created the id, else absent
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LineResult(int line, UUID orderId, String status, Boolean replayed, Map<String, Object> problem) {
    static LineResult of(int line, Problem problem, String root) {
        return new LineResult(line, null, null, null, problem.members(root));
    }

    // No getter, because the body must not have it.
    boolean isToBeSentAgain() {
        return problem != null && problem.get("status").equals(ProblemType.NOT_ACKNOWLEDGED.status());
    }

    static LineResult of(int line, Acceptance acceptance, String root) {
        return acceptance instanceof Acceptance.Accepted accepted
                ? new LineResult(line, accepted.id(), IntakeResponses.STATUS, accepted.replayed() ? true : null, null)
                : of(line, IntakeResponses.problem(acceptance, "orderId"), root);
    }
}
