package semel.intake;

import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveResourceInfo;
import org.jboss.resteasy.reactive.server.spi.ServerMessageBodyReader;
import org.jboss.resteasy.reactive.server.spi.ServerRequestContext;
import semel.problem.Problem;
import semel.problem.ProblemType;

/** Reads a body up to a limit, with or without a Content-Length. Quarkus has a limit of its own, but its answer gives no reason. */
abstract class BoundedReader<T> implements ServerMessageBodyReader<T> {
    private final RoutingContext exchange;
    private final Class<T> body;
    private final int maxBytes;
    private final Set<String> mediaTypes;

    BoundedReader(RoutingContext exchange, Class<T> body, int maxBytes, Set<String> mediaTypes) {
        this.exchange = exchange;
        this.body = body;
        this.maxBytes = maxBytes;
        this.mediaTypes = mediaTypes;
    }

    /** @param mediaType an accepted one, in lower case */
    abstract T of(byte[] bytes, String mediaType);

    @Override
    public boolean isReadable(Class<?> type, Type generic, ResteasyReactiveResourceInfo method, MediaType mediaType) {
        return type == body;
    }

    @Override
    public boolean isReadable(Class<?> type, Type generic, Annotation[] annotations, MediaType mediaType) {
        return type == body;
    }

    @Override
    public T readFrom(Class<T> type, Type generic, MediaType mediaType, ServerRequestContext context)
            throws IOException {
        // @Consumes also matches a missing or empty content type, and one with a wildcard.
        var contentType = context.getRequestHeaders().getHeaderString(HttpHeaders.CONTENT_TYPE);
        refuseEncoding(context.getRequestHeaders().getRequestHeader(HttpHeaders.CONTENT_ENCODING));
        return read(contentType == null || contentType.isBlank() ? null : mediaType, context.getInputStream());
    }

    @Override
    public T readFrom(
            Class<T> type,
            Type generic,
            Annotation[] annotations,
            MediaType mediaType,
            MultivaluedMap<String, String> headers,
            InputStream body)
            throws IOException {
        return read(mediaType, body);
    }

    private T read(MediaType given, InputStream body) throws IOException {
        var mediaType = given == null ? "" : given.getType() + "/" + given.getSubtype();
        var lowerCase = mediaType.toLowerCase(Locale.ROOT);
        if (!mediaTypes.contains(lowerCase)) {
            throw new Problem(ProblemType.UNSUPPORTED_MEDIA_TYPE);
        }
        var bytes = body instanceof ByteArrayInputStream whole ? whole.readAllBytes() : readToLimit(body);
        if (bytes.length > maxBytes) {
            throw BodyTooLarge.of(exchange, maxBytes);
        }
        return of(bytes, lowerCase);
    }

    private static void refuseEncoding(List<String> encodings) {
        if (encodings != null && !encodings.stream().allMatch(BoundedReader::isIdentity)) {
            throw new Problem(ProblemType.UNSUPPORTED_MEDIA_TYPE)
                    .with("detail", "the body must not be compressed")
                    .header(HttpHeaders.ACCEPT_ENCODING, "identity");
        }
    }

    private static boolean isIdentity(String encoding) {
        return encoding.isBlank() || encoding.strip().equalsIgnoreCase("identity");
    }

    // Not readNBytes(int): it ends with a read of 0 bytes, which blocks on the stream of Quarkus.
    private byte[] readToLimit(InputStream body) {
        var bytes = new byte[maxBytes + 1];
        try {
            return Arrays.copyOf(bytes, body.readNBytes(bytes, 0, bytes.length));
        } catch (IOException hungUp) {
            // Not a failure of the server, so the exception is not logged.
            throw new Problem(ProblemType.INVALID_BODY).with("detail", "the body ended early");
        }
    }
}
