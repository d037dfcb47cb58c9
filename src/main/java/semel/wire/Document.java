package semel.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Bytes of anybody's making to a JSON object: UTF-8 without a byte order mark, no key twice, nothing behind it, not too deep. */
final class Document {
    // A tree, not data binding: nothing to register for the native image, and each rule stands beside its field.
    private static final ObjectMapper JSON = new ObjectMapper(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(16)
                            .maxNumberLength(64)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);

    private static final char REPLACEMENT = '\uFFFD';

    private Document() {}

    /** @return the object; an empty one, and a violation of the whole, where there is none */
    static JsonNode parse(byte[] document, List<Violation> violations) {
        if (document == null || document.length == 0) {
            violations.add(new Violation("", "must be a JSON object, was empty"));
            return JSON.createObjectNode();
        }
        try {
            // Decoded here: Jackson would also take UTF-16, UTF-32 and a byte order mark.
            var node = JSON.readTree(text(document));
            if (node != null && node.isObject()) {
                return node;
            }
            violations.add(new Violation("", "must be a JSON object"));
        } catch (CharacterCodingException notUtf8) {
            violations.add(new Violation("", "must be UTF-8"));
        } catch (JsonProcessingException malformed) {
            violations.add(new Violation("", malformed(malformed)));
        }
        return JSON.createObjectNode();
    }

    private static String text(byte[] document) throws CharacterCodingException {
        var text = new String(document, StandardCharsets.UTF_8);
        // The fast way says by a replacement character that something was no UTF-8; the strict one whether it was.
        return text.indexOf(REPLACEMENT) < 0
                ? text
                : StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(document))
                        .toString();
    }

    /** Where it is, and no word of what stands there. */
    static String malformed(JsonProcessingException malformed) {
        var at = malformed.getLocation();
        return "malformed JSON" + (at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr());
    }
}
