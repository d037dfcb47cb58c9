package semel.kit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Stops a thread at a step of an order's processing once it is armed, so that the process can be killed exactly there. Byteman
 * injects it into the packaged application. Most name a call into a client library, so they survive changes of our own code.
 */
public final class Failpoint implements BytemanRule {
    private final String name;
    private final String type;
    private final String method;
    private final String condition;
    private final String action;
    private final Path armed;

    private Failpoint(String name, String type, String method, String condition, long delayMillis) {
        this(name, type, method, condition, "delay(" + delayMillis + ")");
    }

    private Failpoint(String name, String type, String method, String condition, String action) {
        this.name = name;
        this.type = type;
        this.method = method;
        this.condition = condition;
        this.action = action;
        try {
            var folder = Files.createDirectories(Path.of("target", "kit"));
            this.armed = Files.createTempFile(folder, "armed-", "").toAbsolutePath();
            Files.delete(armed);
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static final String PRODUCER = "org.apache.kafka.clients.producer.KafkaProducer";
    private static final long FOR_GOOD = 600_000; // milliseconds

    /** After a POST's row is written, before its record is sent. */
    public static Failpoint rowWritten() {
        return new Failpoint(
                "row-written",
                PRODUCER,
                "send(ProducerRecord, Callback)",
                "$1.topic().endsWith(\"orders-in\")",
                FOR_GOOD);
    }

    /** After the broker has acknowledged a POST's record, before its row is marked. Stops the event loop. */
    public static Failpoint acknowledged() {
        return new Failpoint(
                "acknowledged",
                "org.hibernate.reactive.mutiny.impl.MutinyStatelessSessionImpl",
                "createNativeQuery(String)",
                "$1.contains(\"update received set acknowledged_at\")",
                FOR_GOOD);
    }

    /** After the decisions are committed, before an event is sent. */
    public static Failpoint decided() {
        return decided(FOR_GOOD);
    }

    /** As {@link #decided()}, for a limited time. */
    public static Failpoint decided(long delayMillis) {
        return new Failpoint("decided", PRODUCER, "beginTransaction()", "true", delayMillis);
    }

    /** After events and offsets are sent, before the transaction is committed. */
    public static Failpoint emitted() {
        return emitted(FOR_GOOD);
    }

    /** As {@link #emitted()}, for a limited time. */
    public static Failpoint emitted(long delayMillis) {
        return new Failpoint("emitted", PRODUCER, "commitTransaction()", "true", delayMillis);
    }

    /** After the effects are in the database, before their offsets are committed. */
    public static Failpoint projected() {
        return new Failpoint(
                "projected", "org.apache.kafka.clients.consumer.KafkaConsumer", "commitSync(Map)", "true", FOR_GOOD);
    }

    /** After all writes of a database transaction, before its commit, with its locks held. Stops the event loop. */
    public static Failpoint inTheDatabase() {
        return inTheDatabase(FOR_GOOD);
    }

    /** As {@link #inTheDatabase()}, for a limited time. */
    public static Failpoint inTheDatabase(long delayMillis) {
        return new Failpoint(
                "in-the-database", "io.vertx.sqlclient.impl.TransactionImpl", "commit()", "true", delayMillis);
    }

    /** After the events are sent, the call that adds the offsets fails. */
    public static Failpoint fails() {
        return failing(PRODUCER, "sendOffsetsToTransaction(Map, ConsumerGroupMetadata)");
    }

    /** The method throws an exception and does nothing else. */
    public static Failpoint failing(String type, String method) {
        return new Failpoint("fails", type, method, "true", "throw new java.lang.IllegalStateException()");
    }

    /** The method throws this error, which needs a constructor without parameters, and does nothing else. */
    public static Failpoint throwing(Class<? extends Error> error, String type, String method) {
        return new Failpoint(error.getSimpleName(), type, method, "true", "throw new " + error.getName() + "()");
    }

    /** A method of our own code. @param condition on the method's parameters $1, $2, … */
    public static Failpoint at(String type, String method, String condition, long delayMillis) {
        return new Failpoint(method, type, method, condition, delayMillis);
    }

    /** The next thread that reaches the point stops there; only that one. */
    public void arm() {
        try {
            Files.createFile(armed);
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
    }

    /** @return false if a thread has reached the point since it was armed */
    public boolean disarm() {
        try {
            return Files.deleteIfExists(armed);
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
    }

    /** Includes the action, because one point can have several failpoints with different delays. */
    String mark() {
        return "FAILPOINT " + name + " " + action;
    }

    @Override
    public List<String> lines() {
        // delete() is true for one thread only: that one stops.
        return List.of(
                "RULE " + name + " " + action,
                "CLASS " + type,
                "METHOD " + method,
                "AT ENTRY",
                "BIND armed:java.io.File = new java.io.File(\"" + armed + "\")",
                "IF " + condition + " AND armed.delete()",
                "DO traceln(\"" + mark() + "\"); " + action,
                "ENDRULE");
    }

    @Override
    public String toString() {
        return name;
    }

    /** All failpoints at which a process is killed. */
    public static List<Failpoint> all() {
        return List.of(rowWritten(), acknowledged(), decided(), emitted(), projected());
    }
}
