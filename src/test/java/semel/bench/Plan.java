package semel.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * What is measured, by system properties: {@code work}, {@code contenders}, {@code orders}, {@code lines}, {@code rate}, {@code connections},
 * {@code channels}, {@code warmup}, {@code seconds}, {@code rounds}, {@code seed}, {@code long}, {@code profile}.
 *
 * @param contenders the others are compared with the first
 */
record Plan(List<Task> tasks, List<Contender> contenders, int rounds, long seed, boolean isProfiled) {
    static Plan given() {
        var isLong = given("long", "false").equals("true");
        var seed = Long.parseLong(given("seed", Long.toString(System.currentTimeMillis() % 1_000_000)));
        return new Plan(
                tasks(isLong),
                Contender.all(given("contenders", "semel,streams,streams-10,outbox")),
                number("rounds", isLong ? "5" : "3"),
                seed,
                given("profile", "false").equals("true"));
    }

    private static List<Task> tasks(boolean isLong) {
        var tasks = new ArrayList<Task>();
        for (var name : given("work", isLong ? "drain,post,batch,latency,flood" : "drain,post,latency")
                .split(",")) {
            tasks.addAll(tasks(Workload.of(name), isLong));
        }
        return tasks;
    }

    private static List<Task> tasks(Workload workload, boolean isLong) {
        var tasks = new ArrayList<Task>();
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
                        .forEach(rate -> tasks.add(task(workload, 0, 1, rate, 0, true)));
            case FLOOD -> numbers("rate", "100").forEach(rate -> tasks.add(task(workload, 0, 1, rate, 256, true)));
        }
        return tasks;
    }

    /** The latency's warm-up is the first half minute, which is measured by itself. */
    private static Task task(Workload workload, int orders, int lines, int rate, int connections, boolean channels) {
        var warmUp = rate > 0 ? "30" : "15";
        return new Task(
                workload,
                orders,
                lines,
                rate,
                connections,
                channels,
                Duration.ofSeconds(number("warmup", warmUp)),
                Duration.ofSeconds(number("seconds", warmUp)));
    }

    /** The contenders that the work fits, in an order drawn for each round. */
    List<Contender> inTurn(Task task, int round) {
        var turn = new ArrayList<>(fitting(task));
        Collections.shuffle(turn, new Random(seed + round));
        return turn;
    }

    List<Contender> fitting(Task task) {
        return contenders.stream()
                .filter(contender -> contender.approach().fits(task.workload()))
                .toList();
    }

    private static List<Integer> numbers(String name, String otherwise) {
        return Arrays.stream(given(name, otherwise).split(","))
                .map(Integer::valueOf)
                .toList();
    }

    private static int number(String name, String otherwise) {
        return Integer.parseInt(given(name, otherwise));
    }

    private static String given(String name, String otherwise) {
        var value = System.getProperty(name, "");
        return value.isEmpty() ? otherwise : value;
    }
}
