package semel.intake;

import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.ext.Provider;
import java.util.Set;

/** Reads the body of a batch of orders. */
@Provider
@Consumes({MediaType.APPLICATION_JSON, BatchBody.LINES})
public class BatchBodyReader extends BoundedReader<BatchBody> {
    BatchBodyReader(RoutingContext exchange) {
        super(exchange, BatchBody.class, BatchBody.MAX_BYTES, Set.of(MediaType.APPLICATION_JSON, BatchBody.LINES));
    }

    @Override
    BatchBody of(byte[] bytes, String mediaType) {
        return new BatchBody(bytes, mediaType.equals(BatchBody.LINES));
    }
}
