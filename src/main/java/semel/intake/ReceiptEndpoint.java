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
import semel.order.ProductId;
import semel.order.Receipt;
import semel.order.ReceiptId;
import semel.problem.Problem;
import semel.problem.ProblemType;
import semel.wire.ReceiptCodec;

/** {@code POST /inventory/{productId}/receipts}: the only source of stock. */
@Path("/inventory/{productId}/receipts")
@RolesAllowed(Roles.OPERATOR)
@Tag(name = "inventory")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public class ReceiptEndpoint {
    /** There is no resource to follow: the stock of the product shows it. */
    public record ReceiptAccepted(UUID receiptId, String status) {}

    private final Intake intake;
    private final Caller caller;

    ReceiptEndpoint(Intake intake, Caller caller) {
        this.intake = intake;
        this.caller = caller;
    }

    @POST
    @Operation(operationId = "postReceipt", summary = "Accepts goods that arrived, to be added to the stock once")
    @APIResponse(
            responseCode = "202",
            description = "The broker has it; Idempotent-Replayed tells that an earlier request under the key made it",
            content = @Content(schema = @Schema(implementation = ReceiptAccepted.class)))
    @APIResponse(responseCode = "400", description = "The body or the idempotency key is not what it must be")
    @APIResponse(responseCode = "404", description = "There can be no such product")
    @APIResponse(responseCode = "413", description = "The body is too large")
    @APIResponse(responseCode = "415", description = "The body is not application/json")
    @APIResponse(responseCode = "422", description = "The idempotency key stands for another receipt")
    @APIResponse(responseCode = "503", description = "Unknown whether it was received: retry under the same key")
    public Uni<RestResponse<ReceiptAccepted>> post(
            @Parameter(schema = @Schema(ref = "Id")) @PathParam("productId") String productId,
            @Parameter(
                            name = IdempotencyKey.HEADER,
                            in = ParameterIn.HEADER,
                            required = true,
                            schema = @Schema(ref = "IdempotencyKey"))
                    @Context
                    HttpHeaders headers,
            @RequestBody(required = true, content = @Content(schema = @Schema(ref = "ReceiptRequest"))) Body body) {
        var product = product(productId);
        // Without one a retry after a lost answer would add the goods twice.
        var key = IdempotencyKey.required(headers);
        return intake.accept(Posted.of(receipt(product, body), key, caller.owner()))
                .map(ReceiptEndpoint::answer);
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
        return Answers.valid(ReceiptCodec.fromRequest(body.bytes(), id, product, Answers.now()));
    }

    private static RestResponse<ReceiptAccepted> answer(Acceptance acceptance) {
        var accepted = Answers.accepted(acceptance, "receiptId");
        return Answers.answer(accepted, new ReceiptAccepted(accepted.id(), Answers.STATUS))
                .build();
    }
}
