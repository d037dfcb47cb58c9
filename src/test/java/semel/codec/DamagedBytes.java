package semel.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * What may happen to valid bytes on their way, drawn from a seed: nearer to the truth than any bytes, so it comes further. A
 * hundred thousand of them take seconds; made by arbitraries alone they would take minutes.
 */
final class DamagedBytes {
    private static final List<String> SPEAKING = List.of(
            "\"",
            "\\",
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "-",
            "0",
            "9",
            "1e9",
            "e400",
            ".5",
            "null",
            "true",
            "NaN",
            " ",
            "\n",
            "\u0000",
            "\\u0000",
            "\\ud800",
            "\ufeff",
            "\u202e",
            "99999999999999999999",
            "2147483648",
            "\"schema\":2,",
            "Z",
            "+02:00",
            "EUR",
            "JPY");

    private DamagedBytes() {}

    /** Replaces up to four bytes by others, none or more, in one to three places. */
    static byte[] to(byte[] valid, long seed) {
        var random = new Random(seed);
        var bytes = valid;
        for (int times = 1 + random.nextInt(3); times > 0; times--) {
            bytes = once(bytes, random);
        }
        return bytes;
    }

    private static byte[] once(byte[] bytes, Random random) {
        var inserted = inserted(random);
        var from = random.nextInt(bytes.length + 1);
        var to = Math.min(bytes.length, from + random.nextInt(5));
        var damaged = Arrays.copyOf(bytes, from + inserted.length + bytes.length - to);
        System.arraycopy(inserted, 0, damaged, from, inserted.length);
        System.arraycopy(bytes, to, damaged, from + inserted.length, bytes.length - to);
        return damaged;
    }

    private static byte[] inserted(Random random) {
        if (random.nextBoolean()) {
            return SPEAKING.get(random.nextInt(SPEAKING.size())).getBytes(UTF_8);
        }
        var any = new byte[random.nextInt(4)];
        random.nextBytes(any);
        return any;
    }
}
