package semel.intake;

import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.ws.rs.core.HttpHeaders;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import semel.codec.Parsed;
import semel.codec.Violation;
import semel.problem.Problem;
import semel.problem.ProblemType;

/** Builds the answers that the endpoints for posts share. */
@RegisterForReflection(targets = Violation.class)
final class IntakeResponses {
    static final String STATUS = "ACCEPTED";

    /** Seconds. */
    static final int RETRY_AFTER = 1;

    private static final String REPLAYED = "Idempotent-Replayed";
    /** A body of 64 KiB can have thousands of violations, more than a client reads. */
    private static final int MAX_ERRORS = 100;

    private IntakeResponses() {}

    /** The time to the microsecond, as the database stores it. */
    static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MICROS);
    }

    /** @return the value; throws {@link ProblemType#INVALID_BODY} with the violations */
    static <T> T valid(Parsed<T> parsed) {
        if (parsed instanceof Parsed.Invalid<T> unreadable) {
            throw invalid(unreadable);
        }
        return ((Parsed.Valid<T>) parsed).value();
    }

    /** @return the problem with the first {@value #MAX_ERRORS} violations */
    static Problem invalid(Parsed.Invalid<?> unreadable) {
        return new Problem(ProblemType.INVALID_BODY)
                .with(
                        "errors",
                        unreadable.violations().stream().limit(MAX_ERRORS).toList());
    }

    /**
     * @param idName the member of the problem that carries the id
     * @return the acceptance; throws the problem of any other outcome
     */
    static Acceptance.Accepted accepted(Acceptance acceptance, String idName) {
        if (acceptance instanceof Acceptance.Accepted accepted) {
            return accepted;
        }
        throw problem(acceptance, idName);
    }

    /** @return the problem of a POST that is not accepted */
    static Problem problem(Acceptance acceptance, String idName) {
        if (acceptance instanceof Acceptance.KeyReused) {
            return new Problem(ProblemType.IDEMPOTENCY_KEY_REUSED);
        }
        if (acceptance instanceof Acceptance.Unconfirmed unknown) {
            return unknown(unknown, idName);
        }
        if (acceptance instanceof Acceptance.Refused refused) {
            return refused(refused.why()).with(idName, refused.id());
        }
        if (acceptance instanceof Acceptance.TooLarge record) {
            return new Problem(ProblemType.RECORD_TOO_LARGE)
                    .with("detail", "the record has " + record.bytes() + " bytes, more than the topic allows");
        }
        throw new IllegalStateException("an accepted POST has no problem");
    }

    static Problem refused(SendRefusal why) {
        return new Problem(ProblemType.BROKER_REFUSES)
                .with("reason", why.slug())
                .header(HttpHeaders.RETRY_AFTER, RETRY_AFTER);
    }

    private static Problem unknown(Acceptance.Unconfirmed unknown, String idName) {
        var problem = new Problem(ProblemType.NOT_ACKNOWLEDGED).header(HttpHeaders.RETRY_AFTER, RETRY_AFTER);
        unknown.id().ifPresent(id -> problem.with(idName, id));
        return problem;
    }

    static <T> ResponseBuilder<T> answer(Acceptance.Accepted accepted, T body) {
        return accepted(accepted.replayed(), body).header(HttpHeaders.RETRY_AFTER, RETRY_AFTER);
    }

    static <T> ResponseBuilder<T> accepted(boolean isReplayed, T body) {
        var answer = ResponseBuilder.accepted(body);
        return isReplayed ? answer.header(REPLAYED, true) : answer;
    }
}
