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

/** Serializes a view and computes its strong entity tag, a hash of exactly these bytes. */
record TaggedBody(byte[] body, String tag) {
    /** Bytes of the hash; shorter than SHA-256, because a client gains nothing by a collision. */
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

    /** @return 304 if the client has this tag */
    RestResponse<byte[]> unlessKnown(HttpHeaders headers) {
        return isKnown(headers)
                ? ResponseBuilder.<byte[]>notModified().tag(new EntityTag(tag)).build()
                : ResponseBuilder.ok(body).tag(new EntityTag(tag)).build();
    }

    // Not Request#evaluatePreconditions: it has no weak comparison (RFC 9110, 13.1.2), and a proxy that compresses
    // makes the tag weak.
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
