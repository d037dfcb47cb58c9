package semel.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Damages valid bytes at random, from a seed. A decoder reads more of damaged bytes than of random bytes before it refuses them, so
 * more of it is tested. 100,000 tries take seconds; with jqwik's arbitraries they would take minutes.
 */
final class DamagedBytes {
    private static final List<String> JSON_PIECES = List.of(
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

    /** In one to three places, replaces up to four bytes by a piece of JSON or by up to three random bytes. */
    static byte[] to(byte[] valid, long seed) {
        var random = new Random(seed);
        var bytes = valid;
        for (int times = 1 + random.nextInt(3); times > 0; times--) {
            bytes = damagedOnce(bytes, random);
        }
        return bytes;
    }

    private static byte[] damagedOnce(byte[] bytes, Random random) {
        var insertion = insertion(random);
        var from = random.nextInt(bytes.length + 1);
        var to = Math.min(bytes.length, from + random.nextInt(5));
        var damaged = Arrays.copyOf(bytes, from + insertion.length + bytes.length - to);
        System.arraycopy(insertion, 0, damaged, from, insertion.length);
        System.arraycopy(bytes, to, damaged, from + insertion.length, bytes.length - to);
        return damaged;
    }

    private static byte[] insertion(Random random) {
        if (random.nextBoolean()) {
            return JSON_PIECES.get(random.nextInt(JSON_PIECES.size())).getBytes(UTF_8);
        }
        var noise = new byte[random.nextInt(4)];
        random.nextBytes(noise);
        return noise;
    }
}
