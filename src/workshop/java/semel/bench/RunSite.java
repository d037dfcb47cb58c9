package semel.bench;

import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import java.util.stream.IntStream;
import semel.kafka.TestTopics;
import semel.kafka.TopicsConfig;
import semel.kit.ChildProcess;
import semel.kit.Servers;
import semel.kit.TestPipeline;
import semel.lab.WorkerSettings;

/** Sets up one run of one contender: its own topics and database, and the contender's processes. */
final class RunSite implements AutoCloseable {
    static final int PRODUCTS = 100;

    /** Stock of each product, enough to fulfill every order: contenders differ in how they deliver, not in what they decide. */
    static final int PLENTY = 1_000_000_000;

    static final Duration PATIENCE = Duration.ofMinutes(20);

    private final Contender contender;
    private final Servers servers;
    private final BenchTask task;
    private final boolean isProfiled;
    private final TestPipeline pipeline;
    private final TopicsConfig topics;
    private final List<ChildProcess> processes = new ArrayList<>();

    RunSite(Contender contender, BenchTask task, Servers servers, boolean isProfiled) {
        this.contender = contender;
        this.task = task;
        this.servers = servers;
        this.isProfiled = isProfiled;
        this.pipeline = TestPipeline.at(servers, Map.of());
        this.topics = new TestTopics(pipeline.settings().get("semel.topics.prefix"));
    }

    /** Creates topics, tables and the stock. Afterwards no process of the contender runs. */
    void prepare() {
        if (contender.approach().isSemel()) {
            // The application creates its topics and tables itself; the stock must be received.
            spawn(Map.of(), null);
            awaitReady();
            IntStream.range(0, PRODUCTS).forEach(number -> pipeline.witness().receive("p-" + number, PLENTY));
            await().atMost(PATIENCE).until(() -> pipeline.count("select count(*) from inventory") == PRODUCTS);
            if (task.history() > 0) {
                Backlog.writeHistory(this, task.history());
                DrainRunner.awaitApplied(this, task.history());
                await().atMost(PATIENCE)
                        .until(() -> pipeline.count("select count(*) from notification") == task.history()
                                && pipeline.count("select count(*) from inventory_movement")
                                        == task.history() + PRODUCTS);
                pipeline.witness().retentionDeletesAll();
            }
            stop();
        } else {
            PeerTopics.create(topics, servers.bootstrapServers(), pipeline.witness());
            pipeline.execute(JdbcTables.DDL);
            pipeline.execute(JdbcTables.STOCK);
        }
    }

    /** Starts the processes that the work asks for, without waiting. */
    void spawn() {
        for (int number = 0; number < task.replicas(); number++) {
            spawn(task.settings(), recording(number));
        }
    }

    private void spawn(Map<String, String> over, Path recording) {
        var instance = "bench-" + processes.size();
        processes.add(
                contender.approach().isSemel()
                        ? SemelProcess.start(contender, pipeline.settings(), over, instance, recording)
                        : new PeerProcess(contender, task.workload(), workplace(instance), recording));
    }

    void awaitReady() {
        processes.forEach(process -> await().atMost(PATIENCE)
                .failFast("ended: " + contender.name(), () -> !process.isAlive())
                .pollInterval(Duration.ofMillis(20))
                .until(((Ready) process)::isReady));
    }

    /** With the channels off it does not become ready soon. */
    void awaitListening() {
        await().atMost(PATIENCE).until(() -> base() != null);
    }

    private Path recording(int number) {
        return isProfiled ? Path.of("target", "bench", topics.prefix().orElseThrow() + number + ".jfr") : null;
    }

    private WorkerSettings workplace(String instance) {
        var settings = pipeline.settings();
        return new WorkerSettings(
                servers.bootstrapServers(),
                topics.prefix().orElseThrow(),
                instance,
                Map.of(),
                settings.get("quarkus.datasource.jdbc.url") + "?reWriteBatchedInserts=true",
                settings.get("quarkus.datasource.username"),
                settings.get("quarkus.datasource.password"),
                null);
    }

    /** Fails if a process has ended. */
    void checkAlive() {
        if (!processes.stream().allMatch(ChildProcess::isAlive)) {
            throw new IllegalStateException("a process of " + contender.name() + " has ended");
        }
    }

    /** Stops all processes orderly. */
    void stop() {
        processes.forEach(ChildProcess::stop);
        processes.clear();
    }

    /** The address of the first process. */
    URI base() {
        return ((Ready) processes.get(0)).base();
    }

    Usage usage() {
        return new Usage(
                Instant.now(),
                ofAll(Processes::cpu),
                ofAll(Processes::compilers),
                Processes.cpu(servers.broker().pid()),
                Processes.compilers(servers.broker().pid()),
                Processes.cpuWithChildren(servers.database().pid()),
                Processes.cpu(ProcessHandle.current().pid()));
    }

    private Duration ofAll(LongFunction<Duration> time) {
        return processes.stream().map(process -> time.apply(process.pid())).reduce(Duration.ZERO, Duration::plus);
    }

    /** Peak memory of all processes together. */
    long peakMebibytes() {
        return processes.stream()
                .mapToLong(process -> Processes.peakMebibytes(process.pid()))
                .sum();
    }

    /** Orders that were stored before; the topics no longer have their records, nor those of the stock. */
    int history() {
        return task.history();
    }

    Contender contender() {
        return contender;
    }

    boolean isSemel() {
        return contender.approach().isSemel();
    }

    TestPipeline pipeline() {
        return pipeline;
    }

    TopicsConfig topics() {
        return topics;
    }

    String bootstrapServers() {
        return servers.bootstrapServers();
    }

    /** Ends the processes. @return their JFR recordings, empty unless profiled */
    List<Path> recordings() {
        stop();
        return IntStream.range(0, isProfiled ? task.replicas() : 0)
                .mapToObj(this::recording)
                .filter(Files::exists)
                .toList();
    }

    @Override
    public void close() {
        processes.forEach(ChildProcess::close);
        PeerTopics.delete(topics, servers.bootstrapServers());
        pipeline.drop();
        pipeline.close();
    }
}
