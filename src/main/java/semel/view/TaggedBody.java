package semel.view;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.Arrays;
import java.util.Base64;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import semel.codec.Sha256;

/** An answer, and the tag that stands for exactly these bytes: another state, or another way to write it, is another tag. */
record TaggedBody(byte[] body, String tag) {
    /** Bytes of the hash; nobody gains by finding two of one tag. */
    private static final int LENGTH = 16;

    static TaggedBody of(Object view, ObjectMapper json) {
        try {
            var body = json.writeValueAsBytes(view);
            var hash = Arrays.copyOf(Sha256.of(body), LENGTH);
            return new TaggedBody(body, Base64.getUrlEncoder().withoutPadding().encodeToString(hash));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** @return 304 where the client knows it */
    RestResponse<byte[]> unlessKnown(HttpHeaders headers) {
        return isKnown(headers)
                ? ResponseBuilder.<byte[]>notModified().tag(new EntityTag(tag)).build()
                : ResponseBuilder.ok(body).tag(new EntityTag(tag)).build();
    }

    // Not Request#evaluatePreconditions: it knows no weak comparison (RFC 9110, 13.1.2), and whoever compresses on the
    // way
    // makes the tag a weak one.
    private boolean isKnown(HttpHeaders headers) {
        var known = headers.getRequestHeader(HttpHeaders.IF_NONE_MATCH);
        return known != null
                && known.stream()
                        .flatMap(line -> Arrays.stream(line.split(",")))
                        .map(String::strip)
                        .anyMatch(text ->
                                text.equals("*") || text.replaceFirst("^W/", "").equals('"' + tag + '"'));
    }
}
