package semel.codec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Splits a JSON array, or a document of lines, into the original bytes of its elements. The caller parses each alone, so an invalid
 * element does not affect the others. Only an error that hides where elements begin and end is a violation of the whole document.
 */
public final class JsonElements {
    private static final int MAX_DEPTH = 1_000;

    // Finds only where elements begin and end: the parser of an element refuses duplicate keys and long numbers.
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private JsonElements() {}

    /** @return the 1 to max elements of a JSON array in UTF-8 without a byte order mark */
    public static Parsed<List<byte[]>> ofArray(byte[] document, int max) {
        if (document.length == 0) {
            return unreadable("must be a JSON array, was empty");
        }
        try {
            var text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(document))
                    .toString()
                    .toCharArray();
            try (var parser = JSON.createParser(text)) {
                return ofArray(text, parser, max);
            }
        } catch (CharacterCodingException notUtf8) {
            return unreadable("must be UTF-8");
        } catch (StreamConstraintsException deep) { // the only constraint that is not switched off
            return unreadable("must not be nested deeper than " + MAX_DEPTH);
        } catch (JsonProcessingException malformed) {
            return unreadable("malformed JSON" + JsonDocument.at(malformed.getLocation()));
        } catch (IOException impossible) {
            throw new UncheckedIOException("reading from memory", impossible);
        }
    }

    private static Parsed<List<byte[]>> ofArray(char[] text, JsonParser parser, int max) throws IOException {
        if (parser.nextToken() != JsonToken.START_ARRAY) {
            return unreadable("must be a JSON array");
        }
        var elements = new ArrayList<byte[]>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (elements.size() == max) {
                return unreadable("must be an array of 1 to " + max + " elements");
            }
            var start = (int) parser.currentTokenLocation().getCharOffset();
            parser.skipChildren();
            parser.finishToken();
            var end = (int) parser.currentLocation().getCharOffset();
            elements.add(new String(text, start, end - start).getBytes(StandardCharsets.UTF_8));
        }
        if (parser.nextToken() != null) {
            return unreadable("must be one JSON array with nothing after it");
        }
        return elements.isEmpty()
                ? unreadable("must be an array of 1 to " + max + " elements")
                : new Parsed.Valid<>(elements);
    }

    /** @return the 1 to max lines, each ended by a line feed, which the last line may omit */
    public static Parsed<List<byte[]>> ofLines(byte[] document, int max) {
        var lines = new ArrayList<byte[]>();
        for (int start = 0; start < document.length && lines.size() <= max; ) {
            var end = start;
            while (end < document.length && document[end] != '\n') {
                end++;
            }
            lines.add(Arrays.copyOfRange(document, start, end));
            start = end + 1;
        }
        return lines.isEmpty() || lines.size() > max
                ? unreadable("must be 1 to " + max + " lines of JSON")
                : new Parsed.Valid<>(lines);
    }

    private static Parsed<List<byte[]>> unreadable(String detail) {
        return new Parsed.Invalid<>(List.of(new Violation("", detail)));
    }
}
