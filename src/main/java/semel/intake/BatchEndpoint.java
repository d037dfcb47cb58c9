package semel.intake;

import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import semel.access.Caller;
import semel.access.Roles;
import semel.sql.CallersContext;

/** {@code POST /orders/batch}: as many orders, each as if it were posted alone under its own key. */
@Path("/orders/batch")
@RolesAllowed(Roles.ORDER_WRITER)
@Tag(name = "orders")
@Consumes({MediaType.APPLICATION_JSON, BatchBody.LINES})
@Produces(MediaType.APPLICATION_JSON)
public class BatchEndpoint {
    /** One for each line, in their order. */
    public record Results(List<LineResult> results) {}

    private final Intake intake;
    private final Caller caller;

    BatchEndpoint(Intake intake, Caller caller) {
        this.intake = intake;
        this.caller = caller;
    }

    // A mebibyte is neither collected nor read on the event loop.
    @POST
    @Blocking
    @Operation(
            operationId = "postOrders",
            summary = "Accepts up to 1,000 orders of up to 1 MiB together",
            description =
                    "Line n is the order that is accepted under the key and n: a retry of the whole finds each again. What is"
                            + " wrong with one line says nothing of the others; who gets a problem of status 503 for one retries the whole.")
    @APIResponse(
            responseCode = "200",
            description = "What became of each line: its order id, or a problem",
            content = @Content(schema = @Schema(implementation = Results.class)))
    @APIResponse(responseCode = "400", description = "No lines to be told apart, or no idempotency key that is one")
    @APIResponse(responseCode = "413", description = "The body is too large")
    @APIResponse(responseCode = "415", description = "The body is neither application/json nor application/x-ndjson")
    public Uni<RestResponse<Results>> post(
            @Parameter(
                            name = IdempotencyKey.HEADER,
                            in = ParameterIn.HEADER,
                            required = true,
                            schema = @Schema(ref = "IdempotencyKey"))
                    @Context
                    HttpHeaders headers,
            @RequestBody(required = true, content = @Content(schema = @Schema(ref = "OrderBatch"))) BatchBody body) {
        var key = IdempotencyKey.required(headers);
        var batch = OrderBatch.of(body, Answers.now());
        return intake.accept(batch.posts(key, caller.owner()))
                .runSubscriptionOn(CallersContext.here()) // the event loop: Hibernate Reactive works nowhere else
                .map(batch::results)
                .map(BatchEndpoint::answer);
    }

    private static RestResponse<Results> answer(List<LineResult> results) {
        var answer = ResponseBuilder.ok(new Results(results));
        if (results.stream().anyMatch(LineResult::isToBeSentAgain)) {
            answer.header(HttpHeaders.RETRY_AFTER, Answers.RETRY_AFTER);
        }
        return answer.build();
    }
}
