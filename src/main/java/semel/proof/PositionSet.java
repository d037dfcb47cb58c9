package semel.proof;

import java.util.Arrays;
import java.util.TreeMap;
import java.util.function.LongConsumer;

/**
 * Stores an exact set of positions in a sequence. The contiguous start is one number, the low watermark; each position out of order is a
 * bit in a page. So memory depends on disorder, not on length: after a lasting gap, a full page takes one entry.
 */
final class PositionSet {
    private static final int PAGE_BITS = 4096;
    private static final int WORDS = PAGE_BITS / Long.SIZE;
    private static final long[] FULL = full();

    /** By page number; each has {@link #WORDS} words, followed by the number of set bits. */
    private final TreeMap<Long, long[]> pages = new TreeMap<>();

    private long low;
    private long lastNumber = -1;
    private long[] lastPage;

    /** Is empty from {@code start} on, and contains everything before it. */
    PositionSet(long start) {
        this.low = start;
    }

    /** @return whether it was new */
    boolean add(long position) {
        if (position == low && pages.isEmpty()) {
            low++;
            return true;
        }
        return position >= low && addToPage(position);
    }

    private boolean addToPage(long position) {
        var page = pageOf(position);
        if (page == null) {
            page = new long[WORDS + 1];
            put(position / PAGE_BITS, page);
        }
        var word = word(position);
        var bit = 1L << position;
        if ((page[word] & bit) != 0) {
            return false;
        }
        page[word] |= bit;
        if (++page[WORDS] == PAGE_BITS) {
            put(position / PAGE_BITS, FULL);
        }
        if (position == low) {
            raise();
        }
        return true;
    }

    boolean contains(long position) {
        if (position < low) {
            return true;
        }
        var page = pageOf(position);
        return page != null && (page[word(position)] & 1L << position) != 0;
    }

    /** The low watermark: everything below it is present. */
    long low() {
        return low;
    }

    /** Calls back with each position that is here and not in {@code other}; both must have the same start. */
    void forEachNotIn(PositionSet other, LongConsumer teller) {
        for (long position = other.low; position < low; position++) {
            tellUnlessIn(other, position, teller);
        }
        pages.forEach((number, page) -> {
            for (long position = Math.max(low, number * PAGE_BITS); position < (number + 1) * PAGE_BITS; position++) {
                if ((page[word(position)] & 1L << position) != 0) {
                    tellUnlessIn(other, position, teller);
                }
            }
        });
    }

    private static void tellUnlessIn(PositionSet other, long position, LongConsumer teller) {
        if (!other.contains(position)) {
            teller.accept(position);
        }
    }

    /** Advances the low watermark over all contiguous positions, and drops the pages below it. */
    private void raise() {
        for (var page = pageOf(low); page != null; page = pageOf(low)) {
            if (page == FULL && low % PAGE_BITS == 0) {
                low += PAGE_BITS;
            } else if ((page[word(low)] & 1L << low) != 0) {
                low++;
            } else {
                return;
            }
            if (low % PAGE_BITS == 0) {
                pages.remove(low / PAGE_BITS - 1);
                lastNumber = -1;
            }
        }
    }

    private long[] pageOf(long position) {
        var number = position / PAGE_BITS;
        if (number != lastNumber) {
            lastPage = pages.get(number);
            lastNumber = number;
        }
        return lastPage;
    }

    private void put(long number, long[] page) {
        pages.put(number, page);
        lastNumber = number;
        lastPage = page;
    }

    private static int word(long position) {
        return (int) (position % PAGE_BITS) / Long.SIZE;
    }

    private static long[] full() {
        var page = new long[WORDS + 1];
        Arrays.fill(page, -1L);
        page[WORDS] = PAGE_BITS;
        return page;
    }
}
