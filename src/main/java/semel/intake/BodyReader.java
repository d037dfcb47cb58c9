package semel.intake;

import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.ext.Provider;
import java.util.Set;

/** Reads the body of a single order or receipt. */
@Provider
@Consumes(MediaType.APPLICATION_JSON)
public class BodyReader extends BoundedReader<Body> {
    BodyReader(RoutingContext exchange) {
        super(exchange, Body.class, Body.MAX_BYTES, Set.of(MediaType.APPLICATION_JSON));
    }

    @Override
    Body of(byte[] bytes, String mediaType) {
        return new Body(bytes);
    }
}
