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

/** A Kafka broker, a wire to it that can be cut, and PostgreSQL for those who ask for it. All end with their owner. */
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

    /** Returns when the broker answers. */
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
        // A broker whose ports were taken meanwhile was started again, with another wire.
        return wires.get(wires.size() - 1);
    }

    /** Started when first asked for. */
    public synchronized Database database() {
        if (database == null) database = Database.start();
        return database;
    }

    /** Of one partition each: what is sent first stands first. */
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
