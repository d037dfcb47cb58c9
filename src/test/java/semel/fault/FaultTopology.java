package semel.fault;

import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Configurations that faults are injected into: protocol of the decision group, and number of brokers. */
public enum FaultTopology {
    RANGE(1, Map.of()),
    COOPERATIVE(
            1,
            Map.of(
                    FaultTopology.DECISION_GROUP + "partition.assignment.strategy",
                    "org.apache.kafka.clients.consumer.CooperativeStickyAssignor")),
    KIP_848(1, Map.of(FaultTopology.DECISION_GROUP + "group.protocol", "consumer")),
    THREE_BROKERS(3, Map.of("semel.topics.replication", "3", "semel.topics.min-insync", "2"));

    public static final Duration SESSION = Duration.ofSeconds(6);
    public static final Duration TRANSACTION = Duration.ofSeconds(6);
    public static final Duration MAX_BLOCK = Duration.ofSeconds(4);
    public static final Duration REQUEST = Duration.ofMillis(1_500);

    private static final String DECISION_GROUP = "mp.messaging.incoming.to-decide.";
    private static final String PROJECTION_GROUP = "mp.messaging.incoming.to-apply.";
    private static final String PRODUCER = "mp.messaging.outgoing.decided.";

    /** Timeouts shorter than in production, so that faults can outlast them. They are not scaled by one factor. */
    private static final Map<String, String> SHORT = Map.of(
            DECISION_GROUP + "session.timeout.ms",
            millis(SESSION),
            DECISION_GROUP + "heartbeat.interval.ms",
            "1000",
            PROJECTION_GROUP + "session.timeout.ms",
            millis(SESSION),
            PROJECTION_GROUP + "heartbeat.interval.ms",
            "1000",
            PRODUCER + "transaction.timeout.ms",
            millis(TRANSACTION),
            PRODUCER + "max.block.ms",
            millis(MAX_BLOCK),
            PRODUCER + "delivery.timeout.ms",
            millis(MAX_BLOCK),
            PRODUCER + "request.timeout.ms",
            millis(REQUEST),
            "semel.decision.attempt",
            "4s",
            "semel.projection.attempt",
            "4s");

    private final int brokers;
    private final Map<String, String> own;

    FaultTopology(int brokers, Map<String, String> own) {
        this.brokers = brokers;
        this.own = own;
    }

    int brokers() {
        return brokers;
    }

    /** Settings of every replica. */
    public Map<String, String> settings() {
        var all = new HashMap<>(SHORT);
        all.put("semel.sql.silence", "8s");
        all.putAll(own);
        return all;
    }

    /** Consumer properties with which another member joins the decision group. */
    public Map<String, String> protocol() {
        var protocol = new HashMap<String, String>();
        for (var key : new String[] {"group.protocol", "partition.assignment.strategy"}) {
            if (own.containsKey(DECISION_GROUP + key)) {
                protocol.put(key, own.get(DECISION_GROUP + key));
            }
        }
        return protocol;
    }

    private static String millis(Duration duration) {
        return Long.toString(duration.toMillis());
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
