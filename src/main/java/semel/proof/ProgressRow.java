package semel.proof;

import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/**
 * Reads the table {@code progress}, one row per input partition.
 *
 * @param decided next offset to be decided
 * @param published next offset to be published, or less
 * @param passed no record is in [decided, passed); 0 if that is not known
 */
record ProgressRow(InputKey source, long decided, long published, long passed) {
    private static final String ROWS =
            "select topic_id, partition, decided_next, published_next, passed_next from progress";

    ProgressRow {
        if (decided < 0 || published < 0 || passed < 0) {
            throw new IllegalArgumentException(
                    "offsets must be 0 or more, were " + decided + ", " + published + ", " + passed);
        }
    }

    /** Without a row nothing was decided. A group that begins at the start of the log skips no record. */
    static ProgressRow beginningAt(long logStart) {
        return new ProgressRow(null, logStart, 0, 0);
    }

    /** An input partition. */
    record InputKey(UUID topicId, int partition) {}

    static Map<InputKey, ProgressRow> read(QueryRows.TableSnapshot tables) {
        var found = new HashMap<InputKey, ProgressRow>();
        new QueryRows<>(
                        tables,
                        ROWS,
                        row -> new ProgressRow(
                                new InputKey(row.getObject("topic_id", UUID.class), row.getInt("partition")),
                                row.getLong("decided_next"),
                                row.getLong("published_next"),
                                row.getLong("passed_next")))
                .forEach(progress -> found.put(progress.source(), progress));
        return found;
    }

    /** A group does not commit control records and aborted ones after its last record. */
    long passes(long committed) {
        return committed >= decided ? Math.max(committed, passed) : committed;
    }
}
