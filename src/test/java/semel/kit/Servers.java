package semel.kit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import semel.sandbox.Broker;
import semel.sandbox.Cluster;
import semel.sandbox.Database;

/** Starts a Kafka broker with a proxy, and PostgreSQL on demand. All end when it is closed. */
public final class Servers implements AutoCloseable {
    private final List<Proxy> wires = new ArrayList<>();
    private final Cluster cluster;
    private Database database;

    private Servers() {
        this.cluster = Cluster.start(1, port -> {
            var wire = Proxy.before(port);
            wires.add(wire);
            return wire.port();
        });
    }

    /** Starts the broker and waits until it answers. */
    public static Servers start() {
        return new Servers();
    }

    public Broker broker() {
        return cluster.broker(1);
    }

    public Cluster cluster() {
        return cluster;
    }

    public String bootstrapServers() {
        return cluster.bootstrapServers();
    }

    public String bootstrapServersOverTheWire() {
        return cluster.bootstrapServersOverTheWire();
    }

    public Proxy wire() {
        // The last: a broker whose port was taken was started again with another proxy.
        return wires.get(wires.size() - 1);
    }

    /** Starts the database at the first call. */
    public synchronized Database database() {
        if (database == null) database = Database.start();
        return database;
    }

    /** Creates topics with one partition each, so that records keep their order. */
    public void create(String... topics) throws ExecutionException, InterruptedException {
        try (var admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers()))) {
            admin.createTopics(Stream.of(topics)
                            .map(topic -> new NewTopic(topic, 1, (short) 1))
                            .toList())
                    .all()
                    .get();
        }
    }

    @Override
    public synchronized void close() {
        cluster.close();
        wires.forEach(Proxy::close);
        if (database != null) database.close();
    }
}
