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
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import semel.kit.Child;
import semel.kit.Servers;
import semel.kit.Stage;
import semel.lab.Workplace;
import semel.wire.TestTopics;
import semel.wire.Topics;

/** Where one run of one contender takes place: topics and a database of its own, and the contender's processes. */
final class Site implements AutoCloseable {
    /** How many products there are. */
    static final int PRODUCTS = 100;

    /** Of each product, so that every order is fulfilled: contenders differ in how they deliver, not in what they decide. */
    static final int PLENTY = 1_000_000_000;

    static final Duration PATIENCE = Duration.ofMinutes(20);

    private final Contender contender;
    private final Servers servers;
    private final Map<String, String> over;
    private final boolean isProfiled;
    private final Stage stage;
    private final Topics topics;
    private final List<Child> processes = new ArrayList<>();

    /** @param over settings of the application for this work */
    Site(Contender contender, Servers servers, Map<String, String> over, boolean isProfiled) {
        this.contender = contender;
        this.servers = servers;
        this.over = over;
        this.isProfiled = isProfiled;
        this.stage = Stage.at(servers, Map.of());
        this.topics = new TestTopics(stage.settings().get("semel.topics.prefix"));
    }

    /** Topics, tables and the stock. No process of the contender is left running. */
    void prepare() {
        if (contender.approach() == Approach.SEMEL) {
            // It makes its topics and tables itself, and has to be told what is in stock.
            start();
            IntStream.range(0, PRODUCTS).forEach(number -> stage.witness().receive("p-" + number, PLENTY));
            await().atMost(PATIENCE).until(() -> stage.count("select count(*) from inventory") == PRODUCTS);
            stop();
        } else {
            createTopics();
            stage.execute(JdbcTables.DDL);
            stage.execute(JdbcTables.STOCK);
        }
    }

    /** As the application creates them. */
    private void createTopics() {
        var wanted = topics.all().stream()
                .map(name -> new NewTopic(name, topics.partitions(), topics.replication())
                        .configs(Map.of("message.timestamp.type", "LogAppendTime")))
                .toList();
        try (var admin = Admin.create(Map.of("bootstrap.servers", servers.bootstrapServers()))) {
            admin.createTopics(wanted).all().get();
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
    }

    /** Starts one more process. Returns when it is ready. */
    void start() {
        spawn();
        awaitReady();
    }

    /** Starts one more process and does not wait. */
    void spawn() {
        var instance = "bench-" + processes.size();
        processes.add(
                contender.approach() == Approach.SEMEL
                        ? SemelProcess.start(contender, stage.settings(), over, instance, recording(instance))
                        : new PeerProcess(contender, workplace(instance), recording(instance)));
    }

    void awaitReady() {
        processes.forEach(process -> await().atMost(PATIENCE)
                .failFast("ended: " + contender.name(), () -> !process.isAlive())
                .pollInterval(Duration.ofMillis(20))
                .until(((Ready) process)::isReady));
    }

    /** @param alsoReady whether to wait for its channels too */
    void awaitListening(boolean alsoReady) {
        if (alsoReady) {
            awaitReady();
        } else {
            ((SemelProcess) processes.get(0)).awaitReady();
        }
    }

    private Path recording(String instance) {
        return isProfiled ? Path.of("target", "bench", topics.prefix().orElseThrow() + instance + ".jfr") : null;
    }

    private Workplace workplace(String instance) {
        var settings = stage.settings();
        return new Workplace(
                servers.bootstrapServers(),
                topics.prefix().orElseThrow(),
                instance,
                Map.of(),
                settings.get("quarkus.datasource.jdbc.url") + "?reWriteBatchedInserts=true",
                settings.get("quarkus.datasource.username"),
                settings.get("quarkus.datasource.password"),
                null);
    }

    /** Ends all processes in order. */
    void stop() {
        processes.forEach(Child::stop);
        processes.clear();
    }

    /** Where the first process listens. */
    URI base() {
        return ((SemelProcess) processes.get(0)).base();
    }

    Usage usage() {
        var application =
                processes.stream().map(process -> Processes.cpu(process.pid())).reduce(Duration.ZERO, Duration::plus);
        return new Usage(
                Instant.now(),
                application,
                Processes.cpu(servers.broker().pid()),
                Processes.cpuWithChildren(servers.database().pid()));
    }

    /** The most that the processes together ever had in memory. */
    long peakMebibytes() {
        return processes.stream()
                .mapToLong(process -> Processes.peakMebibytes(process.pid()))
                .sum();
    }

    Contender contender() {
        return contender;
    }

    boolean isSemel() {
        return contender.approach() == Approach.SEMEL;
    }

    Stage stage() {
        return stage;
    }

    Topics topics() {
        return topics;
    }

    String bootstrapServers() {
        return servers.bootstrapServers();
    }

    /** What the processes recorded, once they have ended. */
    List<Path> recordings() {
        return IntStream.range(0, processes.size())
                .mapToObj(number -> recording("bench-" + number))
                .filter(file -> file != null && Files.exists(file))
                .toList();
    }

    @Override
    public void close() {
        processes.forEach(Child::close);
        try (var admin = Admin.create(Map.of("bootstrap.servers", servers.bootstrapServers()))) {
            admin.deleteTopics(topics.all()).all().get();
        } catch (Exception gone) {
            // never created
        }
        stage.drop();
        stage.close();
    }
}
