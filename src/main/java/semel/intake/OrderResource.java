package semel.intake;

import com.github.f4b6a3.uuid.UuidCreator;
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
import java.util.UUID;
import org.jboss.resteasy.reactive.RestResponse;
import semel.access.Caller;
import semel.access.Roles;
import semel.codec.OrderCodec;
import semel.order.Order;
import semel.order.OrderId;
import semel.problem.ApplicationRoot;

/** {@code POST /orders}: accepts an order. */
@Path("/orders")
@RolesAllowed(Roles.ORDER_WRITER)
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public class OrderResource {
    /** The Location header has the URL of the order. */
    public record OrderAccepted(UUID orderId, String status) {}

    private final Intake intake;
    private final Caller caller;

    OrderResource(Intake intake, Caller caller) {
        this.intake = intake;
        this.caller = caller;
    }

    @POST
    public Uni<RestResponse<OrderAccepted>> post(
            @Context HttpHeaders headers, @Context RoutingContext exchange, Body body) {
        var key = IdempotencyKey.of(headers);
        return intake.accept(Posted.of(order(body), key, caller.owner()))
                .map(acceptance -> answer(acceptance, ApplicationRoot.of(exchange)));
    }

    private static Order order(Body body) {
        var id = new OrderId(UuidCreator.getTimeOrderedEpoch());
        return IntakeResponses.valid(OrderCodec.fromRequest(body.bytes(), id, IntakeResponses.now()));
    }

    private static RestResponse<OrderAccepted> answer(Acceptance acceptance, String root) {
        var accepted = IntakeResponses.accepted(acceptance, "orderId");
        var body = new OrderAccepted(accepted.id(), IntakeResponses.STATUS);
        return IntakeResponses.answer(accepted, body)
                .header(HttpHeaders.LOCATION, root + "/orders/" + accepted.id())
                .build();
    }
}
