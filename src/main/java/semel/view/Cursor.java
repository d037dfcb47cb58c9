package semel.view;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Says after which row a list continues. Its token is opaque to clients and safe in a URL. Each cursor has exactly one token; any
 * other text is refused.
 *
 * @param list a stable name
 * @param filter "" for none
 * @param key of the last row that was returned; its format depends on the list
 */
record Cursor(String list, String filter, String key) {
    /** Raise it when the format of the token or of a key changes. */
    private static final String VERSION = "1";

    private static final String SEPARATOR = "\n";
    private static final int PARTS = 4;

    Cursor {
        if (Stream.of(list, filter, key).anyMatch(part -> part.contains(SEPARATOR))) {
            throw new IllegalArgumentException("no part of a cursor may hold a line break");
        }
    }

    /** @return the key; empty unless the text is a token of this list with this filter */
    static Optional<String> key(String list, String filter, String token) {
        return parse(token)
                .filter(cursor -> cursor.list.equals(list) && cursor.filter.equals(filter))
                .map(Cursor::key);
    }

    private static Optional<Cursor> parse(String token) {
        try {
            var parts = new String(Base64.getUrlDecoder().decode(token), UTF_8).split(SEPARATOR, -1);
            if (parts.length != PARTS || !parts[0].equals(VERSION)) {
                return Optional.empty();
            }
            return Optional.of(new Cursor(parts[1], parts[2], parts[3]))
                    .filter(cursor -> cursor.token().equals(token));
        } catch (IllegalArgumentException noBase64) {
            return Optional.empty();
        }
    }

    String token() {
        var text = String.join(SEPARATOR, VERSION, list, filter, key);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
    }
}
