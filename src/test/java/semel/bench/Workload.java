package semel.bench;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Function;

/** What is asked of a contender. */
enum Workload {
    /** A backlog in the input topic, to the last row applied. */
    DRAIN("drain", task -> task.orders() + " orders of " + task.lines() + (task.lines() == 1 ? " line" : " lines")) {
        @Override
        Figures run(Task task, Site site, long seed) {
            return Drain.run(task, site, seed);
        }
    },
    /** The same with several replicas. */
    REPLICAS("replicas", task -> task.replicas() + ", " + task.orders() + " orders") {
        @Override
        Figures run(Task task, Site site, long seed) {
            return Drain.run(task, site, seed);
        }
    },
    /** The same, and how the last tenth went beside the second one. */
    GROWTH("growth", task -> task.orders() + " orders") {
        @Override
        Figures run(Task task, Site site, long seed) {
            return Drain.run(task, site, seed);
        }
    },
    /** From the input topic to the output topics, at a steady rate; nothing is applied. */
    PUBLISH("publish", task -> task.rate() + "/s") {
        @Override
        Figures run(Task task, Site site, long seed) {
            return Publish.run(task, site, seed);
        }
    },
    /** From the start of the process to its first order applied. */
    START("start", task -> "one order") {
        @Override
        Figures run(Task task, Site site, long seed) {
            return Start.run(site, seed);
        }
    },
    /** {@code POST /orders} by connections that each send the next one when the last is answered. */
    POST("post", task -> task.connections() + " connections" + (task.channels() ? "" : ", pipeline channels off")) {
        @Override
        Figures run(Task task, Site site, long seed) {
            return Post.run(task, site, seed);
        }
    },
    /** {@code POST /orders/batch}, a thousand orders each. */
    BATCH("batch", task -> task.connections() + (task.connections() == 1 ? " connection" : " connections")) {
        @Override
        Figures run(Task task, Site site, long seed) {
            return Post.run(task, site, seed);
        }
    },
    /** From the moment at which an order was to be posted until it comes out of the stream of applied orders. */
    LATENCY("latency", task -> task.rate() + "/s") {
        @Override
        Figures run(Task task, Site site, long seed) {
            return Visible.run(task, site, seed);
        }
    },
    /** The same while other connections post as fast as they can. */
    FLOOD("flood", task -> task.rate() + "/s beside " + task.connections() + " connections") {
        @Override
        Figures run(Task task, Site site, long seed) {
            return Visible.run(task, site, seed);
        }
    };

    /** Those that begin with the input topic. */
    static final Set<Workload> OF_PIPELINES = EnumSet.of(DRAIN, REPLICAS, GROWTH, PUBLISH);

    private final String name;
    private final Function<Task, String> sizes;

    Workload(String name, Function<Task, String> sizes) {
        this.name = name;
        this.sizes = sizes;
    }

    /** @return CLEAN runs only: throws {@link Judgement.NotClean} otherwise */
    abstract Figures run(Task task, Site site, long seed);

    String title(Task task) {
        return name + ", " + sizes.apply(task);
    }

    static Workload of(String name) {
        return Arrays.stream(values())
                .filter(workload -> workload.name.equals(name))
                .findAny()
                .orElseThrow(() ->
                        new IllegalArgumentException("no work " + name + "; there are " + Arrays.toString(values())));
    }

    @Override
    public String toString() {
        return name;
    }
}
