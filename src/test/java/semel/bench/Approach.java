package semel.bench;

import java.util.Arrays;
import java.util.Set;
import java.util.function.Supplier;
import semel.lab.Streams;
import semel.lab.Work;

/** The ways to take orders to their effect. */
enum Approach {
    SEMEL("semel", null, Set.of(Workload.values())),
    STREAMS("streams", () -> new Streams(new JdbcSink(), 100), Set.of(Workload.DRAIN)),
    STREAMS_10("streams-10", () -> new Streams(new JdbcSink(), 10), Set.of(Workload.DRAIN)),
    OUTBOX("outbox", OutboxPeer::new, Set.of(Workload.DRAIN));

    private final String name;
    private final Supplier<Work> work;
    private final Set<Workload> workloads;

    Approach(String name, Supplier<Work> work, Set<Workload> workloads) {
        this.name = name;
        this.work = work;
        this.workloads = workloads;
    }

    static Approach of(String name) {
        return Arrays.stream(values())
                .filter(approach -> approach.name.equals(name))
                .findAny()
                .orElseThrow(() -> new IllegalArgumentException(
                        "no contender " + name + "; there are " + Arrays.toString(values())));
    }

    /** Of a peer. */
    Work work() {
        return work.get();
    }

    /** Not where each partition has a stock of its own. */
    boolean keepsOneStock() {
        return this != STREAMS && this != STREAMS_10;
    }

    boolean fits(Workload workload) {
        return workloads.contains(workload);
    }

    @Override
    public String toString() {
        return name;
    }
}
