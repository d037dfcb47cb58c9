package semel.sandbox;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Runs one or three brokers as one cluster; each is a controller too. With three, each topic has a replica on every broker and needs two
 * in sync.
 */
public final class Cluster implements AutoCloseable {
    private static final int ATTEMPTS = 3;

    private final List<Broker> brokers;
    private final List<Broker.Node> nodes;

    private Cluster(List<Broker> brokers, List<Broker.Node> nodes) {
        this.brokers = brokers;
        this.nodes = nodes;
    }

    /**
     * Starts the brokers and returns when all answer.
     *
     * @param wire maps the port of a broker's second listener to the port that its clients are told to use
     */
    public static Cluster start(int size, IntUnaryOperator wire) {
        return start(size, wire, Map.of());
    }

    /** @param overrides server properties of each broker; its second listener, for clients behind a proxy, is {@code WIRE} */
    public static Cluster start(int size, IntUnaryOperator wire, Map<String, String> overrides) {
        for (var attempt = 1; ; attempt++) {
            var nodes = IntStream.rangeClosed(1, size)
                    .mapToObj(id -> node(id, wire))
                    .toList();
            var cluster = new Cluster(
                    nodes.stream()
                            .map(node -> Broker.prepare(node, nodes, overrides))
                            .toList(),
                    nodes);
            try {
                cluster.start(cluster.brokers);
                return cluster;
            } catch (Broker.StartFailed failure) {
                cluster.close();
                if (attempt == ATTEMPTS) throw failure;
            }
        }
    }

    private static Broker.Node node(int id, IntUnaryOperator wire) {
        var port = Ports.free();
        return new Broker.Node(id, Ports.free(), Ports.free(), new Broker.Wire(port, wire.applyAsInt(port)));
    }

    /** Restarts the brokers that have ended, with the same ports and data; returns when they answer. */
    public void restart() {
        start(brokers.stream().filter(broker -> !broker.isAlive()).toList());
    }

    private void start(Collection<Broker> ended) {
        ended.forEach(Broker::spawn);
        ended.forEach(Broker::awaitAnswer);
    }

    public int size() {
        return brokers.size();
    }

    /** @param id of the node in Kafka, from 1 */
    public Broker broker(int id) {
        return brokers.get(id - 1);
    }

    public List<Broker> brokers() {
        return brokers;
    }

    /** @return the addresses for clients that connect directly */
    public String bootstrapServers() {
        return brokers.stream().map(Broker::bootstrapServers).collect(Collectors.joining(","));
    }

    /** @return the addresses for clients that connect through a proxy */
    public String bootstrapServersOverTheWire() {
        return nodes.stream()
                .map(node -> "127.0.0.1:" + node.wire().advertised())
                .collect(Collectors.joining(","));
    }

    @Override
    public void close() {
        brokers.forEach(Broker::close);
    }
}
