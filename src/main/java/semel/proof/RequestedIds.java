package semel.proof;

import java.util.UUID;

/**
 * Stores the ids that clients requested in a Bloom filter of 32 MB: it misses none, and with ten million ids it wrongly contains one
 * other id in ten thousand. The bits of an id are in one cache line.
 */
final class RequestedIds {
    private static final int WORDS_OF_ID = 8;
    private static final int LINES = 1 << 19;

    /** Created with the first id: there is none if all requests have sequences. */
    private long[] words;

    void add(UUID id) {
        words = words == null ? new long[LINES * WORDS_OF_ID] : words;
        var hash = ContentHash.of(id);
        var bits = bits(hash);
        var line = line(hash);
        for (int word = 0; word < WORDS_OF_ID; word++) {
            words[line + word] |= bit(bits, word);
        }
    }

    /** False only for an id that was never added. */
    boolean mayHold(UUID id) {
        if (words == null) {
            return false;
        }
        var hash = ContentHash.of(id);
        var bits = bits(hash);
        var line = line(hash);
        for (int word = 0; word < WORDS_OF_ID; word++) {
            if ((words[line + word] & bit(bits, word)) == 0) {
                return false;
            }
        }
        return true;
    }

    private static int line(long hash) {
        return (int) (hash >>> Long.numberOfLeadingZeros(LINES - 1)) * WORDS_OF_ID;
    }

    private static long bits(long hash) {
        return ContentHash.mix(hash, 1);
    }

    private static long bit(long bits, int word) {
        return 1L << (bits >>> 6 * word);
    }
}
