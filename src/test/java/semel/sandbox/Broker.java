package semel.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.Uuid;

/**
 * One Kafka broker, its own controller (KRaft), in a child JVM on 127.0.0.1. It can be frozen, thawed, killed and
 * restarted on the same port and data.
 */
public final class Broker implements AutoCloseable {
    private static final int ATTEMPTS = 3;
    private static final Duration START_PATIENCE = Duration.ofSeconds(60);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(20);

    private final int port;
    private final Path folder;
    private final LastWill will;
    private final AtomicReference<Process> child;

    private Broker(int port, Path folder, LastWill will, AtomicReference<Process> child) {
        this.port = port;
        this.folder = folder;
        this.will = will;
        this.child = child;
    }

    /** On a free port. */
    public static Broker start() {
        return start(0);
    }

    /**
     * Returns when the broker answers.
     * @param wishedPort taken if it is free, else another; 0 for any
     */
    public static Broker start(int wishedPort) {
        for (var attempt = 1; ; attempt++) {
            var broker = prepare(Ports.preferably(wishedPort));
            try {
                broker.launch();
                return broker;
            } catch (StartFailed failure) {
                broker.close();
                if (attempt == ATTEMPTS) throw failure;
            }
        }
    }

    private static Broker prepare(int port) {
        var folder = Build.newFolder("broker");
        var will = LastWill.over(folder, Signal.KILL);
        try (var file = Files.newBufferedWriter(folder.resolve("server.properties"))) {
            settings(port, Ports.free(), folder).store(file, null);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return new Broker(port, folder, will, new AtomicReference<>());
    }

    private static Properties settings(int port, int controllerPort, Path folder) {
        var settings = new Properties();
        settings.putAll(Map.of(
                "process.roles",
                "broker,controller",
                "node.id",
                "1",
                "listeners",
                "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort,
                "advertised.listeners",
                "PLAINTEXT://127.0.0.1:" + port,
                "controller.listener.names",
                "CONTROLLER",
                "controller.quorum.bootstrap.servers",
                "127.0.0.1:" + controllerPort,
                "log.dirs",
                folder.resolve("data").toString(),
                // A missing topic is a mistake to be seen, not to be papered over.
                "auto.create.topics.enable",
                "false"));
        // One broker holds every replica.
        settings.putAll(Map.of(
                "default.replication.factor", "1",
                "min.insync.replicas", "1",
                // After a kill the next incarnation is refused until the session of the last one has ended.
                "broker.session.timeout.ms", "3000",
                "broker.heartbeat.interval.ms", "500",
                "offsets.topic.replication.factor", "1",
                "transaction.state.log.replication.factor", "1",
                "transaction.state.log.min.isr", "1",
                "share.coordinator.state.topic.replication.factor", "1",
                "share.coordinator.state.topic.min.isr", "1"));
        // Groups form at once, in the classic protocol and in that of KIP-848, and lose a dead member soon.
        settings.putAll(Map.of(
                "group.coordinator.rebalance.protocols", "classic,consumer",
                "group.initial.rebalance.delay.ms", "0",
                "group.min.session.timeout.ms", "1000",
                "group.consumer.min.session.timeout.ms", "1000",
                "group.consumer.session.timeout.ms", "10000",
                "group.consumer.min.heartbeat.interval.ms", "100",
                "group.consumer.heartbeat.interval.ms", "1000",
                // By default a transaction is aborted up to 10 s after its timeout.
                "transaction.abort.timed.out.transaction.cleanup.interval.ms", "500"));
        // Little memory, few files.
        settings.putAll(Map.of(
                "offsets.topic.num.partitions", "2",
                "transaction.state.log.num.partitions", "2",
                "num.network.threads", "2",
                "num.io.threads", "4",
                "background.threads", "2",
                "log.cleaner.dedupe.buffer.size", Integer.toString(8 << 20),
                "log.index.size.max.bytes", Integer.toString(1 << 20)));
        return settings;
    }

    /** As host:port, for {@code bootstrap.servers}. */
    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    public int port() {
        return port;
    }

    public long pid() {
        return running().pid();
    }

    public boolean isAlive() {
        var process = child.get();
        return process != null && process.isAlive();
    }

    /** What Kafka says goes here, never to the console. */
    public Path log() {
        return folder.resolve("broker.log");
    }

    Path folder() {
        return folder;
    }

    /** Stops the process in mid-air (SIGSTOP): its connections stay open, nothing is answered. */
    public void freeze() {
        Signal.STOP.sendTo(pid());
    }

    public void thaw() {
        Signal.CONT.sendTo(pid());
    }

    /** SIGKILL, also when frozen; returns when the process is gone. */
    public void kill() {
        Signal.KILL.sendTo(pid());
        awaitEnd();
    }

    /** An orderly stop (SIGTERM); returns when the process is gone. */
    public void stop() {
        Signal.TERM.sendTo(pid());
        awaitEnd();
    }

    /** After {@link #kill} or {@link #stop}: again on the same port and data; returns when the broker answers. */
    public void restart() {
        if (isAlive()) throw new IllegalStateException("broker is running as process " + pid());
        launch();
    }

    /** Kills the broker and removes its data. */
    @Override
    public void close() {
        if (isAlive()) kill();
        will.close();
    }

    /** Parts of classes that all class loaders share, from which {@link #of} makes the same broker again. */
    Object[] parts() {
        return new Object[] {port, folder, will.shell(), child};
    }

    @SuppressWarnings("unchecked")
    static Broker of(Object[] parts) {
        return new Broker(
                (Integer) parts[0], (Path) parts[1], LastWill.heldBy((Process) parts[2]), (AtomicReference<Process>)
                        parts[3]);
    }

    private void launch() {
        try {
            var command = Build.java(
                    384,
                    folder,
                    BrokerMain.class,
                    folder.resolve("server.properties").toString(),
                    // Formatting again is a no-op only under the same id, so it follows from the port.
                    new Uuid(0x53454d454cL, port).toString());
            child.set(new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                    .start());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        will.names(pid());
        awaitAnswer();
    }

    private void awaitAnswer() {
        var deadline = System.nanoTime() + START_PATIENCE.toNanos();
        try {
            while (!Ports.answers(port)) {
                var ended = running().waitFor(50, TimeUnit.MILLISECONDS);
                if (ended || System.nanoTime() > deadline) throw new StartFailed(this);
            }
            // Kafka opens the port early and answers once it is registered and unfenced.
            try (var admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers()))) {
                admin.describeCluster().nodes().get(START_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new StartFailed(this);
        } catch (ExecutionException | TimeoutException failure) {
            throw new StartFailed(this);
        }
    }

    private void awaitEnd() {
        try {
            if (!running().waitFor(STOP_PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("broker process " + pid() + " did not end within " + STOP_PATIENCE);
            }
            will.namesNobody();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private Process running() {
        var process = child.get();
        if (process == null) throw new IllegalStateException("broker was never started");
        return process;
    }

    private static final class StartFailed extends IllegalStateException {
        private StartFailed(Broker broker) {
            super("broker did not start on port " + broker.port + "; its last words:\n" + Build.tail(broker.log()));
        }
    }
}
