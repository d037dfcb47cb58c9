package semel.model;

/** Models the decision tables: the coordinates that claimed each id, and the published progress of each partition. */
final class ModelDatabase {
    static final int CELLS = ModelState.IDS + ModelState.PARTITIONS;

    private final byte[] cells;
    private final int claims;
    private final int published;

    ModelDatabase(byte[] cells, int at) {
        this.cells = cells;
        this.claims = at;
        this.published = at + ModelState.IDS;
    }

    boolean isClaimed(int id) {
        return cells[claims + id] != 0;
    }

    boolean isClaimedAt(int partition, int offset) {
        return ModelState.anyId(id -> cells[claims + id] == coordinates(partition, offset));
    }

    void claim(int id, int partition, int offset) {
        cells[claims + id] = coordinates(partition, offset);
    }

    void release(int id) {
        cells[claims + id] = 0;
    }

    private static byte coordinates(int partition, int offset) {
        return (byte) (1 + ModelState.PARTITIONS * offset + partition);
    }

    /** Whether a batch is refused because it begins before the published offset (decision 0002). */
    boolean refuses(int partition, int first) {
        return first < cells[published + partition];
    }

    /** Marks all offsets before the batch as published: only then is it read. */
    void progress(int partition, int first) {
        cells[published + partition] = (byte) Math.max(first, cells[published + partition]);
    }
}
