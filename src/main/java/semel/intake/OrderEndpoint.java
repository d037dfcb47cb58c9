package semel.intake;

import com.github.f4b6a3.uuid.UuidCreator;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import semel.access.Caller;
import semel.access.Roles;
import semel.order.Order;
import semel.order.OrderId;
import semel.wire.OrderCodec;

/** {@code POST /orders}. */
@Path("/orders")
@RolesAllowed(Roles.ORDER_WRITER)
@Tag(name = "orders")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public class OrderEndpoint {
    /** Where its way can be followed is in the Location header. */
    public record OrderAccepted(UUID orderId, String status) {}

    private final Intake intake;
    private final Caller caller;

    OrderEndpoint(Intake intake, Caller caller) {
        this.intake = intake;
        this.caller = caller;
    }

    @POST
    @Operation(operationId = "postOrder", summary = "Accepts an order, to be decided once")
    @APIResponse(
            responseCode = "202",
            description = "The broker has it; Idempotent-Replayed tells that an earlier request under the key made it",
            content = @Content(schema = @Schema(implementation = OrderAccepted.class)))
    @APIResponse(responseCode = "400", description = "The body or the idempotency key is not what it must be")
    @APIResponse(responseCode = "413", description = "The body is too large")
    @APIResponse(responseCode = "415", description = "The body is not application/json")
    @APIResponse(responseCode = "422", description = "The idempotency key stands for another order")
    @APIResponse(responseCode = "503", description = "Unknown whether it was received: retry under the same key")
    public Uni<RestResponse<OrderAccepted>> post(
            @Parameter(name = IdempotencyKey.HEADER, in = ParameterIn.HEADER, schema = @Schema(ref = "IdempotencyKey"))
                    @Context
                    HttpHeaders headers,
            @RequestBody(required = true, content = @Content(schema = @Schema(ref = "OrderRequest"))) Body body) {
        var key = IdempotencyKey.of(headers);
        return intake.accept(Posted.of(order(body), key, caller.owner())).map(OrderEndpoint::answer);
    }

    private static Order order(Body body) {
        var id = new OrderId(UuidCreator.getTimeOrderedEpoch());
        return Answers.valid(OrderCodec.fromRequest(body.bytes(), id, Answers.now()));
    }

    private static RestResponse<OrderAccepted> answer(Acceptance acceptance) {
        var accepted = Answers.accepted(acceptance, "orderId");
        var body = new OrderAccepted(accepted.id(), Answers.STATUS);
        return Answers.answer(accepted, body)
                .header(HttpHeaders.LOCATION, "/orders/" + accepted.id())
                .build();
    }
}
