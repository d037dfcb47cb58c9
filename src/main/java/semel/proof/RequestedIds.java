package semel.proof;

import java.util.UUID;

/**
 * The ids that clients asked for, in 32 MB whatever their number: none of them is missing, and of the others one in ten thousand is
 * in it too, as long as they are ten million. A Bloom filter; the bits of an id stand in one line of the processor's cache.
 */
final class RequestedIds {
    private static final int WORDS_OF_ID = 8;
    private static final int LINES = 1 << 19;

    /** Made for the first id: where requests have sequences there is none. */
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

    /** False only for what was never added. */
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
