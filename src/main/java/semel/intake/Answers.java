package semel.intake;

import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.ws.rs.core.HttpHeaders;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import semel.problem.Problem;
import semel.problem.ProblemType;
import semel.wire.Parsed;
import semel.wire.Violation;

/** What both endpoints say in the same words. */
@RegisterForReflection(targets = Violation.class)
final class Answers {
    static final String STATUS = "ACCEPTED";

    private static final String REPLAYED = "Idempotent-Replayed";
    /** Seconds. */
    private static final int RETRY_AFTER = 1;
    /** A body of 64 KiB can be wrong in thousands of places; nobody reads further. */
    private static final int MAX_ERRORS = 100;

    private Answers() {}

    /** To the microsecond, as the database keeps it. */
    static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MICROS);
    }

    /** @return the value; throws {@link ProblemType#INVALID_BODY} with every violation */
    static <T> T valid(Parsed<T> parsed) {
        if (parsed instanceof Parsed.Unreadable<T> unreadable) {
            throw new Problem(ProblemType.INVALID_BODY)
                    .with(
                            "errors",
                            unreadable.violations().stream().limit(MAX_ERRORS).toList());
        }
        return ((Parsed.Valid<T>) parsed).value();
    }

    /**
     * @param idName the member of the problem that carries the id
     * @return the acceptance; throws the problem that tells the client otherwise
     */
    static Acceptance.Accepted accepted(Acceptance acceptance, String idName) {
        if (acceptance instanceof Acceptance.KeyReused) {
            throw new Problem(ProblemType.IDEMPOTENCY_KEY_REUSED);
        }
        if (acceptance instanceof Acceptance.Unknown unknown) {
            throw unknown(unknown, idName);
        }
        if (acceptance instanceof Acceptance.Refused refused) {
            throw new Problem(ProblemType.INTERNAL).with(idName, refused.id());
        }
        return (Acceptance.Accepted) acceptance;
    }

    private static Problem unknown(Acceptance.Unknown unknown, String idName) {
        var problem = new Problem(ProblemType.NOT_ACKNOWLEDGED).header(HttpHeaders.RETRY_AFTER, RETRY_AFTER);
        unknown.id().ifPresent(id -> problem.with(idName, id));
        return problem;
    }

    static <T> ResponseBuilder<T> answer(Acceptance.Accepted accepted, T body) {
        var answer = ResponseBuilder.accepted(body).header(HttpHeaders.RETRY_AFTER, RETRY_AFTER);
        return accepted.replayed() ? answer.header(REPLAYED, true) : answer;
    }
}
