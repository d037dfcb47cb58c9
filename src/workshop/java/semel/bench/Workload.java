package semel.bench;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Function;

/** Names the works of the benchmark, and runs them. */
enum Workload {
    /** From a backlog in the input topic to the last applied row. */
    DRAIN(
            "drain",
            task -> task.orders() + " orders of " + task.lines() + (task.lines() == 1 ? " line" : " lines"),
            DrainRunner::run),
    /** The same with several replicas. */
    REPLICAS("replicas", task -> task.replicas() + ", " + task.orders() + " orders", DrainRunner::run),
    /** The same, comparing the speed of the last tenth with that of the second. */
    GROWTH("growth", task -> task.orders() + " orders", DrainRunner::run),
    /** From the input topic to the output topics, at a steady rate; nothing is applied. */
    PUBLISH("publish", task -> task.rate() + "/s", PublishRunner::run),
    /** From the start of the process to its first order applied. */
    START("start", task -> "one order", (task, site, seed) -> StartRunner.run(site, seed)),
    /** {@code POST /orders}: each connection sends its next order after the last answer. */
    POST(
            "post",
            task -> task.connections() + " connections" + (task.channels() ? "" : ", pipeline channels off"),
            PostRunner::run),
    /** {@code POST /orders/batch}, 1,000 orders each. */
    BATCH(
            "batch",
            task -> task.connections() + (task.connections() == 1 ? " connection" : " connections"),
            PostRunner::run),
    /** From when an order should be posted until the stream of applied orders shows it. */
    LATENCY(
            "latency",
            task -> task.rate() + "/s" + (task.history() == 0 ? "" : " after " + task.history() + " orders"),
            VisibleRunner::run),
    /** The same, while other connections post as fast as they can. */
    FLOOD("flood", task -> task.rate() + "/s beside " + task.connections() + " connections", VisibleRunner::run);

    /** The works that begin with the input topic. */
    static final Set<Workload> OF_PIPELINES = EnumSet.of(DRAIN, REPLICAS, GROWTH, PUBLISH);

    private final String name;
    private final Function<BenchTask, String> sizes;
    private final Runner runner;

    @FunctionalInterface
    private interface Runner {
        RunFigures run(BenchTask task, RunSite site, long seed);
    }

    Workload(String name, Function<BenchTask, String> sizes, Runner runner) {
        this.name = name;
        this.sizes = sizes;
        this.runner = runner;
    }

    /** @return the figures of a CLEAN run; throws {@link RunJudgement.NotClean} otherwise */
    RunFigures run(BenchTask task, RunSite site, long seed) {
        return runner.run(task, site, seed);
    }

    String title(BenchTask task) {
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
