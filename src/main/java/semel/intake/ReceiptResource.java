package semel.intake;

import com.github.f4b6a3.uuid.UuidCreator;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestResponse;
import semel.access.Caller;
import semel.access.Roles;
import semel.codec.ReceiptCodec;
import semel.order.ProductId;
import semel.order.Receipt;
import semel.order.ReceiptId;
import semel.problem.Problem;
import semel.problem.ProblemType;

/** {@code POST /inventory/{productId}/receipts}: accepts a receipt, the only source of stock. */
@Path("/inventory/{productId}/receipts")
@RolesAllowed(Roles.OPERATOR)
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public class ReceiptResource {
    /** There is no Location: the product's stock shows the effect. */
    public record ReceiptAccepted(UUID receiptId, String status) {}

    private final Intake intake;
    private final Caller caller;

    ReceiptResource(Intake intake, Caller caller) {
        this.intake = intake;
        this.caller = caller;
    }

    @POST
    public Uni<RestResponse<ReceiptAccepted>> post(
            @PathParam("productId") String productId, @Context HttpHeaders headers, Body body) {
        var product = product(productId);
        // Without a key a retry after a lost answer would add the goods a second time.
        var key = IdempotencyKey.required(headers);
        return intake.accept(Posted.of(receipt(product, body), key, caller.owner()))
                .map(ReceiptResource::answer);
    }

    private static ProductId product(String id) {
        try {
            return new ProductId(id);
        } catch (IllegalArgumentException refused) {
            throw new Problem(ProblemType.NOT_FOUND).with("detail", refused.getMessage());
        }
    }

    private static Receipt receipt(ProductId product, Body body) {
        var id = new ReceiptId(UuidCreator.getTimeOrderedEpoch());
        return IntakeResponses.valid(ReceiptCodec.fromRequest(body.bytes(), id, product, IntakeResponses.now()));
    }

    private static RestResponse<ReceiptAccepted> answer(Acceptance acceptance) {
        var accepted = IntakeResponses.accepted(acceptance, "receiptId");
        return IntakeResponses.answer(accepted, new ReceiptAccepted(accepted.id(), IntakeResponses.STATUS))
                .build();
    }
}
