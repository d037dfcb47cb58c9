package semel.codec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Parses untrusted bytes as one JSON object: UTF-8 without a byte order mark, no duplicate key, no text after it, bounded depth. */
final class JsonDocument {
    private static final int MAX_DEPTH = 16;
    private static final int MAX_NUMBER = 64;

    // A tree, not data binding: nothing to register for the native image, and each rule is beside its field.
    // Exact numbers: 2.0 is the integer 2, and a double would round other numbers to integers.
    private static final ObjectMapper JSON = new ObjectMapper(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxNumberLength(MAX_NUMBER)
                            .maxNameLength(Integer.MAX_VALUE)
                            .build())
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);

    private static final char REPLACEMENT = '\uFFFD';

    private JsonDocument() {}

    /** @return the object; or an empty one, and a violation of the whole document, if it cannot be parsed */
    static JsonNode parse(byte[] document, List<Violation> violations) {
        if (document == null || document.length == 0) {
            violations.add(new Violation("", "must be a JSON object, was empty"));
            return JSON.createObjectNode();
        }
        // Decoded here: Jackson also accepts UTF-16, UTF-32 and a byte order mark.
        try (var parser = JSON.createParser(text(document))) {
            return parse(parser, violations);
        } catch (CharacterCodingException notUtf8) {
            violations.add(new Violation("", "must be UTF-8"));
        } catch (IOException impossible) {
            throw new UncheckedIOException("reading from memory", impossible);
        }
        return JSON.createObjectNode();
    }

    private static JsonNode parse(JsonParser parser, List<Violation> violations) throws IOException {
        try {
            JsonNode node = JSON.readTree(parser);
            if (node == null || !node.isObject()) {
                violations.add(new Violation("", "must be a JSON object"));
            } else if (parser.nextToken() == null) {
                return node;
            } else {
                violations.add(new Violation(
                        "",
                        "must be one JSON object with nothing after it, has more" + at(parser.currentTokenLocation())));
            }
        } catch (JsonProcessingException refused) {
            violations.add(new Violation("", why(parser, refused)));
        } catch (NumberFormatException huge) {
            violations.add(new Violation("", "must have no number with such an exponent" + as(parser)));
        }
        return JSON.createObjectNode();
    }

    /** Names the position, and never quotes the text there. */
    private static String why(JsonParser parser, JsonProcessingException refused) {
        if (parser.getParsingContext().getNestingDepth() > MAX_DEPTH) {
            return "must not be nested deeper than " + MAX_DEPTH + as(parser);
        }
        if (refused instanceof StreamConstraintsException) {
            return "must have no number of more than " + MAX_NUMBER + " characters" + as(parser);
        }
        return refused instanceof MismatchedInputException
                ? "must not name a member twice" + as(parser)
                : "malformed JSON" + at(refused.getLocation());
    }

    private static String as(JsonParser parser) {
        return ", as" + at(parser.currentLocation());
    }

    private static String text(byte[] document) throws CharacterCodingException {
        var text = new String(document, StandardCharsets.UTF_8);
        // The fast decoder writes a replacement character for bad UTF-8; the strict one tells it from a sent U+FFFD.
        return text.indexOf(REPLACEMENT) < 0
                ? text
                : StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(document))
                        .toString();
    }

    static String at(JsonLocation at) {
        return at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
    }
}
