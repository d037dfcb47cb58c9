package semel.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import semel.kit.Flags;

/**
 * Reads from system properties what to measure: {@code work}, {@code contenders}, {@code orders}, {@code history}, {@code lines},
 * {@code rate}, {@code connections}, {@code channels}, {@code warmup}, {@code seconds}, {@code rounds}, {@code seed}, {@code long},
 * {@code profile}.
 *
 * @param command that repeats the run
 * @param contenders the others are compared with the first
 * @param discarded warm-up runs of a work's first contender before the first round, while servers and load are cold
 */
record BenchPlan(
        String command,
        List<BenchTask> tasks,
        List<Contender> contenders,
        int discarded,
        int rounds,
        long seed,
        boolean isProfiled) {
    private static final String[] NAMES = {
        "work",
        "contenders",
        "orders",
        "history",
        "lines",
        "rate",
        "connections",
        "channels",
        "replicas",
        "warmup",
        "seconds",
        "rounds",
        "seed",
        "long",
        "profile"
    };

    static BenchPlan given() {
        var isLong = given("long", "false").equals("true");
        var seed = Flags.number(
                "seed",
                given("seed", Long.toString(System.currentTimeMillis() % 1_000_000)),
                Long.MIN_VALUE,
                Long.MAX_VALUE);
        var tasks = tasks(isLong);
        return new BenchPlan(
                command(seed),
                tasks,
                Contender.all(given("contenders", "semel,streams,streams-10,spring,outbox")),
                tasks.stream().allMatch(task -> task.history() > 0) ? 0 : 1, // a history warms the servers
                number("rounds", isLong ? "5" : "3"),
                seed,
                given("profile", "false").equals("true"));
    }

    private static String command(long seed) {
        return "./mvnw -Pbench"
                + Stream.of(NAMES)
                        .filter(name -> !given(name, "").isEmpty() && !name.equals("seed"))
                        .map(name -> " -D" + name + "=" + given(name, ""))
                        .collect(Collectors.joining())
                + " -Dseed=" + seed;
    }

    private static List<BenchTask> tasks(boolean isLong) {
        var tasks = new ArrayList<BenchTask>();
        for (var name : given(
                        "work",
                        isLong ? "drain,post,batch,latency,flood,publish,growth,replicas,start" : "drain,post,latency")
                .split(",")) {
            tasks.addAll(tasks(Workload.of(name), isLong));
        }
        return tasks;
    }

    private static List<BenchTask> tasks(Workload workload, boolean isLong) {
        var tasks = new ArrayList<BenchTask>();
        switch (workload) {
            case DRAIN -> {
                for (var orders : numbers("orders", isLong ? "100000,1000000" : "100000")) {
                    for (var lines : numbers("lines", isLong ? "1,2" : "1")) {
                        tasks.add(task(workload, orders, lines, 0, 0, true));
                    }
                }
            }
            case POST -> {
                for (var connections : numbers("connections", isLong ? "64,256" : "64")) {
                    for (var channels :
                            given("channels", isLong ? "on,off" : "on").split(",")) {
                        tasks.add(task(workload, 0, 1, 0, connections, !channels.equals("off")));
                    }
                }
            }
            case BATCH ->
                numbers("connections", "1")
                        .forEach(connections -> tasks.add(task(workload, 0, 1, 0, connections, true)));
            case LATENCY ->
                numbers("rate", isLong ? "20,300,500,2000" : "300")
                        .forEach(rate -> numbers("history", "0")
                                .forEach(orders -> tasks.add(task(workload, orders, 1, rate, 0, true))));
            case REPLICAS ->
                numbers("replicas", "1,3")
                        .forEach(replicas -> tasks.add(
                                task(workload, numbers("orders", "100000").get(0), 1, 0, 0, true, replicas)));
            case GROWTH ->
                numbers("orders", isLong ? "10000000" : "1000000")
                        .forEach(orders -> tasks.add(task(workload, orders, 1, 0, 0, true)));
            case PUBLISH -> numbers("rate", "2000").forEach(rate -> tasks.add(task(workload, 0, 1, rate, 0, true)));
            case START -> tasks.add(task(workload, 1, 1, 0, 0, true));
            case FLOOD -> numbers("rate", "100").forEach(rate -> tasks.add(task(workload, 0, 1, rate, 256, true)));
        }
        return tasks;
    }

    /** The warm-up of a latency run is its first 30 s, which has figures of its own. */
    private static BenchTask task(
            Workload workload, int orders, int lines, int rate, int connections, boolean channels) {
        return task(workload, orders, lines, rate, connections, channels, 1);
    }

    private static BenchTask task(
            Workload workload, int orders, int lines, int rate, int connections, boolean channels, int replicas) {
        var warmUp = rate > 0 ? "30" : "15";
        return new BenchTask(
                workload,
                orders,
                lines,
                rate,
                connections,
                channels,
                replicas,
                Duration.ofSeconds(number("warmup", warmUp)),
                Duration.ofSeconds(number("seconds", warmUp)));
    }

    /** The contenders that can do the work, in a random order for each round. */
    List<Contender> inTurn(BenchTask task, int round) {
        var turn = new ArrayList<>(fitting(task));
        Collections.shuffle(turn, new Random(seed + round));
        return turn;
    }

    List<Contender> fitting(BenchTask task) {
        return contenders.stream()
                .filter(contender -> contender.approach().fits(task))
                .toList();
    }

    private static List<Integer> numbers(String name, String otherwise) {
        return Arrays.stream(given(name, otherwise).split(","))
                .map(value -> (int) Flags.number(name, value, 0, Integer.MAX_VALUE))
                .toList();
    }

    private static int number(String name, String otherwise) {
        return (int) Flags.number(name, given(name, otherwise), 0, Integer.MAX_VALUE);
    }

    private static String given(String name, String otherwise) {
        var value = System.getProperty(name, "");
        return value.isEmpty() ? otherwise : value;
    }
}
