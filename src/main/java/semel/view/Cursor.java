package semel.view;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where to go on: behind what, in which list, under which filter. As a token it is opaque to clients and safe in a URL; the same
 * cursor is the same token, and whatever else looks like one is none.
 *
 * @param list a stable word
 * @param filter "" where there is none
 * @param key of the row, in the list's own way
 */
record Cursor(String list, String filter, String key) {
    /** Another shape of token, or of a key in it, is another version. */
    private static final String VERSION = "1";

    private static final String SEPARATOR = "\n";
    private static final int PARTS = 4;

    Cursor {
        if (Stream.of(list, filter, key).anyMatch(part -> part.contains(SEPARATOR))) {
            throw new IllegalArgumentException("no part of a cursor may hold a line break");
        }
    }

    /** @return empty where the text was never a token of this list under this filter */
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
