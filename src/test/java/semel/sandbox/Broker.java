package semel.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.Uuid;

/**
 * Runs one Kafka broker and controller (KRaft) in a child JVM on 127.0.0.1. It can be frozen, thawed, killed and restarted with the
 * same ports and data.
 *
 * @see Cluster
 */
public final class Broker implements Server, AutoCloseable {
    // Kept in a field, because a logger without a reference loses its level. Clients log so much about themselves and
    // an unavailable broker that a test's own lines would be hard to find.
    private static final Logger CLIENTS = Logger.getLogger("org.apache.kafka");

    static {
        CLIENTS.setLevel(Level.SEVERE);
    }

    private static final int ATTEMPTS = 3;
    private static final Duration START_PATIENCE = Duration.ofSeconds(150);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(20);

    /**
     * A node of a cluster, as the other nodes must know it.
     *
     * @param id from 1
     * @param wire a second listener, for clients that connect through a proxy; null if there is none
     */
    record Node(int id, int port, int controllerPort, Wire wire) {}

    /** @param advertised the port that clients of this listener are told to use */
    record Wire(int port, int advertised) {}

    private final int port;
    private final String clusterId;
    private final Path folder;
    private final ExitCleanup cleanup;
    private final AtomicReference<Process> child;

    private Broker(int port, String clusterId, Path folder, ExitCleanup cleanup, AtomicReference<Process> child) {
        this.port = port;
        this.clusterId = clusterId;
        this.folder = folder;
        this.cleanup = cleanup;
        this.child = child;
    }

    /** Starts a broker on a free port. */
    public static Broker start() {
        return start(0);
    }

    /**
     * Starts a broker and returns when it answers.
     *
     * @param preferredPort used if it is free, otherwise another; 0 for any
     */
    public static Broker start(int preferredPort) {
        for (var attempt = 1; ; attempt++) {
            var node = new Node(1, Ports.freeOr(preferredPort), Ports.free(), null);
            var broker = prepare(node, List.of(node), Map.of());
            try {
                broker.launch();
                return broker;
            } catch (StartFailed failure) {
                broker.close();
                if (attempt == ATTEMPTS) throw failure;
            }
        }
    }

    /**
     * Writes the configuration of a broker, and does not start it.
     *
     * @param overrides server properties that replace those that are set here
     */
    static Broker prepare(Node node, List<Node> cluster, Map<String, String> overrides) {
        var folder = BuildOutput.newFolder("broker");
        var cleanup = ExitCleanup.over(folder, Signal.KILL);
        // A stream, not a writer: Kafka reads Latin-1, and only a stream escapes other characters in the folder's name.
        try (var file = Files.newOutputStream(folder.resolve("server.properties"))) {
            var settings = settings(node, cluster, folder);
            settings.putAll(overrides);
            settings.store(file, null);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        // The id is derived from a port, because formatting again has no effect only with the same id.
        var clusterId = new Uuid(0x53454d454cL, cluster.get(0).port()).toString();
        return new Broker(node.port(), clusterId, folder, cleanup, new AtomicReference<>());
    }

    private static Properties settings(Node node, List<Node> cluster, Path folder) {
        var settings = new Properties();
        var here = "://127.0.0.1:";
        var wire = node.wire();
        settings.putAll(Map.of(
                "process.roles",
                "broker,controller",
                "node.id",
                Integer.toString(node.id()),
                "listeners",
                "PLAINTEXT" + here + node.port() + ",CONTROLLER" + here + node.controllerPort()
                        + (wire == null ? "" : ",WIRE" + here + wire.port()),
                "advertised.listeners",
                "PLAINTEXT" + here + node.port() + (wire == null ? "" : ",WIRE" + here + wire.advertised()),
                "listener.security.protocol.map",
                "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,WIRE:PLAINTEXT",
                "controller.listener.names",
                "CONTROLLER",
                "controller.quorum.voters",
                cluster.stream()
                        .map(voter -> voter.id() + "@127.0.0.1:" + voter.controllerPort())
                        .collect(Collectors.joining(",")),
                "log.dirs",
                folder.resolve("data").toString(),
                // A test must notice a missing topic.
                "auto.create.topics.enable",
                "false"));
        var replicas = Integer.toString(cluster.size());
        var inSync = Integer.toString(cluster.size() / 2 + 1);
        settings.putAll(Map.of(
                "default.replication.factor", replicas,
                "min.insync.replicas", inSync,
                // After a kill the restarted broker is refused until the session of the killed one has ended.
                "broker.session.timeout.ms", "3000",
                "broker.heartbeat.interval.ms", "500",
                "offsets.topic.replication.factor", replicas,
                "transaction.state.log.replication.factor", replicas,
                "transaction.state.log.min.isr", inSync,
                "share.coordinator.state.topic.replication.factor", replicas,
                "share.coordinator.state.topic.min.isr", inSync));
        // Groups form at once, in the classic protocol and in that of KIP-848, and soon remove a dead member.
        settings.putAll(Map.of(
                "group.coordinator.rebalance.protocols", "classic,consumer",
                "group.initial.rebalance.delay.ms", "0",
                "group.min.session.timeout.ms", "1000",
                "group.consumer.min.session.timeout.ms", "1000",
                "group.consumer.session.timeout.ms", "10000",
                "group.consumer.min.heartbeat.interval.ms", "100",
                "group.consumer.heartbeat.interval.ms", "1000",
                // The default aborts a transaction up to 10 s after its timeout.
                "transaction.abort.timed.out.transaction.cleanup.interval.ms", "500"));
        // Saves memory and files.
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

    /** @return host:port, for {@code bootstrap.servers} */
    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    public int port() {
        return port;
    }

    public long pid() {
        return running().pid();
    }

    @Override
    public boolean isAlive() {
        var process = child.get();
        return process != null && process.isAlive();
    }

    /** @return the file with all output of Kafka; none goes to the console */
    public Path log() {
        return folder.resolve("broker.log");
    }

    /** @return its log directory, which has a folder with segments for each partition */
    @Override
    public Path data() {
        return folder.resolve("data");
    }

    Path folder() {
        return folder;
    }

    /** Pauses the process (SIGSTOP): its connections stay open, no request is answered. */
    public void freeze() {
        Signal.STOP.sendTo(pid());
    }

    public void thaw() {
        Signal.CONT.sendTo(pid());
    }

    /** Sends SIGKILL, also to a frozen process; returns when the process has ended. */
    @Override
    public void kill() {
        Signal.KILL.sendTo(pid());
        awaitEnd();
    }

    /** Stops the broker in order (SIGTERM); returns when the process has ended. */
    @Override
    public void stop() {
        Signal.TERM.sendTo(pid());
        awaitEnd();
    }

    /** Restarts a stopped or killed broker with the same port and data; returns when it answers. */
    @Override
    public void restart() {
        if (isAlive()) throw new IllegalStateException("broker is running as process " + pid());
        launch();
    }

    /** Kills the broker and removes its data. */
    @Override
    public void close() {
        if (isAlive()) kill();
        cleanup.close();
    }

    /** @return the parts, of classes that all class loaders share, from which {@link #of} makes a handle on the same broker */
    Object[] parts() {
        return new Object[] {port, clusterId, folder, cleanup.shell(), child};
    }

    @SuppressWarnings("unchecked")
    static Broker of(Object[] parts) {
        return new Broker(
                (Integer) parts[0],
                (String) parts[1],
                (Path) parts[2],
                ExitCleanup.heldBy((Process) parts[3]),
                (AtomicReference<Process>) parts[4]);
    }

    private void launch() {
        spawn();
        awaitAnswer();
    }

    /** Starts the process and does not wait, because the first nodes of a cluster answer only together. */
    void spawn() {
        try {
            var command = BuildOutput.java(
                    384,
                    folder,
                    BrokerMain.class,
                    folder.resolve("server.properties").toString(),
                    clusterId);
            child.set(new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                    .start());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        cleanup.setProcess(pid());
    }

    void awaitAnswer() {
        var deadline = System.nanoTime() + START_PATIENCE.toNanos();
        try {
            while (!Ports.answers(port)) {
                var ended = running().waitFor(50, TimeUnit.MILLISECONDS);
                if (ended || System.nanoTime() > deadline) throw new StartFailed(this);
            }
            // Kafka opens the port early, and answers when it is registered and unfenced.
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
            cleanup.clearProcess();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private Process running() {
        var process = child.get();
        if (process == null) throw new IllegalStateException("broker was never started");
        return process;
    }

    static final class StartFailed extends IllegalStateException {
        private StartFailed(Broker broker) {
            super("broker did not start on port " + broker.port + "; the end of its log:\n"
                    + BuildOutput.tail(broker.log()));
        }
    }
}
