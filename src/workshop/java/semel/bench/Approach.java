package semel.bench;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import semel.lab.LaneWork;
import semel.lab.StreamsWork;
import semel.lab.WorkerSettings;

/** Names every pipeline that the benchmark compares, and starts it. */
enum Approach {
    SEMEL("semel", EnumSet.allOf(Workload.class)),
    DOCUMENTED("documented", EnumSet.allOf(Workload.class)),
    STREAMS("streams", Workload.OF_PIPELINES) {
        @Override
        LaneWork work(Workload workload) {
            return new StreamsWork(sink(workload), 100);
        }
    },
    STREAMS_10("streams-10", Workload.OF_PIPELINES) {
        @Override
        LaneWork work(Workload workload) {
            return new StreamsWork(sink(workload), 10);
        }
    },
    SPRING("spring", Workload.OF_PIPELINES) {
        @Override
        LaneWork work(Workload workload) throws ReflectiveOperationException {
            // Only the profile adds this class, and Spring.
            return (LaneWork) Class.forName("semel.bench.SpringPeer")
                    .getConstructor(boolean.class)
                    .newInstance(workload != Workload.PUBLISH);
        }
    },
    /** Runs one relay only, so it is not measured with several replicas. */
    OUTBOX("outbox", EnumSet.of(Workload.DRAIN, Workload.GROWTH, Workload.PUBLISH)) {
        @Override
        LaneWork work(Workload workload) {
            return new OutboxPeer();
        }
    },
    INTAKE_OUTBOX("intake-outbox", EnumSet.of(Workload.POST)) {
        @Override
        LaneWork work(Workload workload) {
            return new IntakePeer(true);
        }
    },
    INTAKE_PRODUCER("intake-producer", EnumSet.of(Workload.POST)) {
        @Override
        LaneWork work(Workload workload) {
            return new IntakePeer(false);
        }
    },
    RAW("raw", Workload.OF_PIPELINES) {
        @Override
        LaneWork work(Workload workload) {
            return new RawPeer();
        }
    };

    private final String name;
    private final Set<Workload> workloads;

    Approach(String name, Set<Workload> workloads) {
        this.name = name;
        this.workloads = workloads;
    }

    static Approach of(String name) {
        return Arrays.stream(values())
                .filter(approach -> approach.name.equals(name))
                .findAny()
                .orElseThrow(() -> new IllegalArgumentException(
                        "no contender " + name + "; there are " + Arrays.toString(values())));
    }

    /** The peer's work. */
    LaneWork work(Workload workload) throws ReflectiveOperationException {
        throw new IllegalStateException(this + " is the packaged application");
    }

    private static LaneWork sink(Workload workload) {
        return workload == Workload.PUBLISH ? Approach::idle : new JdbcSink();
    }

    private static void idle(WorkerSettings here) throws InterruptedException {
        System.out.println(WorkerSettings.READY);
        new CountDownLatch(1).await();
    }

    /** Records a peer reads a poll: a chosen value, not yet a measured optimum; its JVM's options may replace it. */
    static String poll(int best) {
        return System.getProperty("semel.bench.poll", Integer.toString(best));
    }

    /** Whether it is the packaged application, or a build made from it. */
    boolean isSemel() {
        return this == SEMEL || this == DOCUMENTED;
    }

    /** Whether all partitions share one stock. */
    boolean keepsOneStock() {
        return this != STREAMS && this != STREAMS_10;
    }

    boolean writesTables() {
        return this != RAW && this != INTAKE_PRODUCER;
    }

    /** A peer's intake has no pipeline, so it fits only posts without one. */
    boolean fits(BenchTask task) {
        return workloads.contains(task.workload())
                && (task.workload() != Workload.POST || isSemel() || !task.channels());
    }

    @Override
    public String toString() {
        return name;
    }
}
