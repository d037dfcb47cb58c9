package semel.model;

import java.util.Arrays;

/**
 * Models Kafka: the consumer group, its committed offsets, one transaction for each transactional id, and the output topics.
 * Aborted records are removed from the logs, because no read_committed consumer sees them.
 */
final class ModelBroker {
    static final int ORDERS = 0;
    static final int INVENTORY = 1;
    private static final int CAPACITY = 6;
    private static final int COMMITTED_BY = ModelState.REPLICAS;
    private static final int STATUSES = ModelState.REPLICAS + 1;

    private static final int MEMBERS = 0;
    private static final int COMMITTED = MEMBERS + ModelState.REPLICAS;
    private static final int OPEN = COMMITTED + ModelState.PARTITIONS;
    private static final int FENCED = OPEN + ModelState.REPLICAS;
    private static final int COMMITTING = FENCED + ModelState.REPLICAS;
    private static final int PENDING = COMMITTING + ModelState.REPLICAS;
    private static final int LOGS = PENDING + ModelState.REPLICAS * ModelState.PARTITIONS;
    static final int CELLS = LOGS + 2 * CAPACITY;

    private final byte[] cells;

    ModelBroker(byte[] cells) {
        this.cells = cells;
    }

    boolean isMember(int replica) {
        return cells[MEMBERS + replica] == 1;
    }

    void admit(int replica) {
        cells[MEMBERS + replica] = 1;
    }

    void expel(int replica) {
        cells[MEMBERS + replica] = 0;
    }

    /** A single member has every partition; two members have one each. */
    boolean isAssigned(int replica, int partition) {
        return isMember(replica) && (partition == replica || !isMember(1 - replica));
    }

    int committed(int partition) {
        return cells[COMMITTED + partition];
    }

    void commitOffset(int partition, int next) {
        cells[COMMITTED + partition] = (byte) next;
    }

    /** Whether no open transaction has offsets of the partition; otherwise the broker answers UNSTABLE_OFFSET_COMMIT. */
    boolean isStable(int partition) {
        return cells[PENDING + partition] == 0 && cells[PENDING + ModelState.PARTITIONS + partition] == 0;
    }

    boolean isOpen(int replica) {
        return cells[OPEN + replica] == 1;
    }

    /** Whether the transactional id has a newer epoch than the replica's producer. */
    boolean isFenced(int replica) {
        return cells[FENCED + replica] == 1;
    }

    void fence(int replica) {
        abort(replica);
        cells[FENCED + replica] = 1;
    }

    /** initTransactions: starts a new epoch and aborts the open transaction of the one before. */
    void initTransactions(int replica) {
        abort(replica);
        cells[FENCED + replica] = 0;
    }

    void append(int topic, int id, int replica) {
        cells[OPEN + replica] = 1;
        for (int at = LOGS + topic * CAPACITY; at < LOGS + (topic + 1) * CAPACITY; at++) {
            if (cells[at] == 0) {
                cells[at] = entry(id, replica);
                return;
            }
        }
        throw new IllegalStateException("the log of topic " + topic + " is full");
    }

    private static byte entry(int id, int status) {
        return (byte) (1 + id * STATUSES + status);
    }

    void addOffset(int replica, int partition, int next) {
        cells[OPEN + replica] = 1;
        cells[PENDING + replica * ModelState.PARTITIONS + partition] = (byte) next;
    }

    /** The commit request is under way: it is executed later, or an abort overtakes it. */
    void requestCommit(int replica) {
        cells[COMMITTING + replica] = 1;
    }

    boolean isCommitting(int replica) {
        return cells[COMMITTING + replica] == 1;
    }

    /** Commits records and offsets at once; does nothing if the transaction has already ended. */
    void commit(int replica) {
        for (int partition = 0; partition < ModelState.PARTITIONS; partition++) {
            var next = cells[PENDING + replica * ModelState.PARTITIONS + partition];
            if (next != 0) {
                commitOffset(partition, next);
            }
        }
        end(replica, true);
    }

    void abort(int replica) {
        end(replica, false);
    }

    private void end(int replica, boolean committed) {
        cells[OPEN + replica] = 0;
        cells[COMMITTING + replica] = 0;
        Arrays.fill(
                cells,
                PENDING + replica * ModelState.PARTITIONS,
                PENDING + replica * ModelState.PARTITIONS + ModelState.PARTITIONS,
                (byte) 0);
        for (int topic = ORDERS; topic <= INVENTORY; topic++) {
            var log = LOGS + topic * CAPACITY;
            var kept = log;
            for (int at = log; at < log + CAPACITY; at++) {
                var entry = cells[at];
                var own = entry != 0 && (entry - 1) % STATUSES == replica;
                cells[at] = 0;
                if (entry != 0 && (committed || !own)) {
                    cells[kept++] = own ? entry((entry - 1) / STATUSES, COMMITTED_BY) : entry;
                }
            }
        }
    }

    /** How often a read_committed consumer sees an id in a topic. */
    int count(int topic, int id) {
        var count = 0;
        for (int at = 0; at < CAPACITY; at++) {
            count += cells[LOGS + topic * CAPACITY + at] == entry(id, COMMITTED_BY) ? 1 : 0;
        }
        return count;
    }

    /** First place of an id in a topic for a read_committed consumer, or CAPACITY. */
    int place(int topic, int id) {
        var at = 0;
        while (at < CAPACITY && cells[LOGS + topic * CAPACITY + at] != entry(id, COMMITTED_BY)) {
            at++;
        }
        return at;
    }
}
