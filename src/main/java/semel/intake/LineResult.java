package semel.intake;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;
import java.util.UUID;
import semel.problem.Problem;
import semel.problem.ProblemType;

/**
 * What became of one line of a batch: an order id and a status, or a problem.
 *
 * @param line from 1
 * @param replayed true where an earlier request under the same key made the id, else absent
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LineResult(int line, UUID orderId, String status, Boolean replayed, Map<String, Object> problem) {
    static LineResult of(int line, Problem problem, String root) {
        return new LineResult(line, null, null, null, problem.members(root));
    }

    // No getter: it is for the answer's header, not for its body.
    boolean isToBeSentAgain() {
        return problem != null && problem.get("status").equals(ProblemType.NOT_ACKNOWLEDGED.status());
    }

    static LineResult of(int line, Acceptance acceptance, String root) {
        return acceptance instanceof Acceptance.Accepted accepted
                ? new LineResult(line, accepted.id(), IntakeResponses.STATUS, accepted.replayed() ? true : null, null)
                : of(line, IntakeResponses.problem(acceptance, "orderId"), root);
    }
}
