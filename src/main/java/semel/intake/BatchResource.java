package semel.intake;

import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import semel.access.Caller;
import semel.access.Roles;
import semel.problem.ApplicationRoot;
import semel.sql.CallersContext;

/** {@code POST /orders/batch}: accepts several orders, each as if it were posted alone with its own key. */
@Path("/orders/batch")
@RolesAllowed(Roles.ORDER_WRITER)
@Consumes({MediaType.APPLICATION_JSON, BatchBody.LINES})
@Produces(MediaType.APPLICATION_JSON)
public class BatchResource {
    /** One result for each line, in order. */
    public record Results(List<LineResult> results) {}

    private final Intake intake;
    private final Caller caller;

    BatchResource(Intake intake, Caller caller) {
        this.intake = intake;
        this.caller = caller;
    }

    // Not on the event loop: a body of up to 1 MiB takes long to read and parse.
    @POST
    @Blocking
    public Uni<RestResponse<Results>> post(
            @Context HttpHeaders headers, @Context RoutingContext exchange, BatchBody body) {
        var key = IdempotencyKey.required(headers);
        var batch = OrderBatch.of(body, IntakeResponses.now());
        return intake.accept(batch.posts(key, caller.owner()))
                .runSubscriptionOn(CallersContext.here()) // the event loop: Hibernate Reactive needs it
                .map(acceptances -> batch.results(acceptances, ApplicationRoot.of(exchange)))
                .map(BatchResource::answer);
    }

    private static RestResponse<Results> answer(List<LineResult> results) {
        var answer = ResponseBuilder.ok(new Results(results));
        if (results.stream().anyMatch(LineResult::isToBeSentAgain)) {
            answer.header(HttpHeaders.RETRY_AFTER, IntakeResponses.RETRY_AFTER);
        }
        return answer.build();
    }
}
