package semel.codec;

import java.time.Instant;
import java.time.LocalDate;

/** Parses times; fast if they have microseconds, as nearly all have. */
final class Timestamps {
    /** The form that is parsed fast; 0 is any digit. */
    private static final String MICROSECONDS = "0000-00-00T00:00:00.000000Z";

    private static final int SECONDS_A_DAY = 86_400;

    private Timestamps() {}

    /**
     * Parses as {@link Instant#parse} does, but ten times faster for a time of this form: {@code 2026-01-02T03:04:05.123456Z}.
     *
     * @throws java.time.DateTimeException if the text is not a time
     */
    static Instant parse(String text) {
        if (!hasMicroseconds(text)) {
            return Instant.parse(text);
        }
        var hour = number(text, 11, 13);
        var minute = number(text, 14, 16);
        var second = number(text, 17, 19);
        if (hour > 23 || minute > 59 || second > 59) {
            return Instant.parse(text);
        }
        var day = LocalDate.of(number(text, 0, 4), number(text, 5, 7), number(text, 8, 10))
                .toEpochDay();
        return Instant.ofEpochSecond(
                day * SECONDS_A_DAY + hour * 3_600L + minute * 60L + second, number(text, 20, 26) * 1_000L);
    }

    private static boolean hasMicroseconds(String text) {
        if (text.length() != MICROSECONDS.length()) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            var actual = text.charAt(i);
            var form = MICROSECONDS.charAt(i);
            var matches = form == '0' ? actual >= '0' && actual <= '9' : actual == form;
            if (!matches) {
                return false;
            }
        }
        return true;
    }

    private static int number(String text, int from, int to) {
        var number = 0;
        for (int i = from; i < to; i++) {
            number = number * 10 + text.charAt(i) - '0';
        }
        return number;
    }
}
