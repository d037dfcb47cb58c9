package semel.intake;

import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.Provider;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.util.Arrays;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveResourceInfo;
import org.jboss.resteasy.reactive.server.spi.ServerMessageBodyReader;
import org.jboss.resteasy.reactive.server.spi.ServerRequestContext;
import semel.problem.Problem;
import semel.problem.ProblemType;

/**
 * Bounds a body, whether its length is announced or it comes in chunks. Quarkus has a limit of its own, but answers it
 * without a word.
 */
@Provider
@Consumes(MediaType.APPLICATION_JSON)
public class BodyReader implements ServerMessageBodyReader<Body> {
    private final RoutingContext exchange;

    BodyReader(RoutingContext exchange) {
        this.exchange = exchange;
    }

    @Override
    public boolean isReadable(Class<?> type, Type generic, ResteasyReactiveResourceInfo method, MediaType mediaType) {
        return type == Body.class;
    }

    @Override
    public boolean isReadable(Class<?> type, Type generic, Annotation[] annotations, MediaType mediaType) {
        return type == Body.class;
    }

    @Override
    public Body readFrom(Class<Body> type, Type generic, MediaType mediaType, ServerRequestContext context)
            throws IOException {
        var contentType = context.getRequestHeaders().getHeaderString(HttpHeaders.CONTENT_TYPE);
        // A missing content type counts as a match of @Consumes, and so does one with a wildcard.
        if (contentType == null || !isJson(mediaType)) {
            throw new Problem(ProblemType.UNSUPPORTED_MEDIA_TYPE);
        }
        return read(context.getInputStream());
    }

    @Override
    public Body readFrom(
            Class<Body> type,
            Type generic,
            Annotation[] annotations,
            MediaType mediaType,
            MultivaluedMap<String, String> headers,
            InputStream body)
            throws IOException {
        return read(body);
    }

    private static boolean isJson(MediaType mediaType) {
        return "application".equalsIgnoreCase(mediaType.getType()) && "json".equalsIgnoreCase(mediaType.getSubtype());
    }

    private Body read(InputStream body) throws IOException {
        var bytes = body instanceof ByteArrayInputStream whole ? whole.readAllBytes() : start(body);
        if (bytes.length > Body.MAX_BYTES) {
            endConnection();
            throw new Problem(ProblemType.BODY_TOO_LARGE)
                    .with("detail", "The body must have at most " + Body.MAX_BYTES + " bytes")
                    .header("Connection", "close");
        }
        return new Body(bytes);
    }

    // Nobody reads the rest of the body; the header alone would leave the connection open.
    private void endConnection() {
        var connection = exchange.request().connection();
        exchange.addEndHandler(ended -> connection.close());
    }

    // Not readNBytes(int): it ends with a read of no bytes, and that of Quarkus waits for some.
    private static byte[] start(InputStream body) throws IOException {
        var bytes = new byte[Body.MAX_BYTES + 1];
        return Arrays.copyOf(bytes, body.readNBytes(bytes, 0, bytes.length));
    }
}
