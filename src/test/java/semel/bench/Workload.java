package semel.bench;

import java.util.Arrays;
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
