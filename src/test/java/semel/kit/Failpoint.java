package semel.kit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A place in the way of an order at which a thread stops for good once the failpoint is armed, so that the process can be
 * killed exactly there. Put into the packaged application from outside, by Byteman; each names a call into a client library
 * and so survives every change of our own code.
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

    /** The row of a POST is written, its record is not sent. */
    public static Failpoint rowWritten() {
        return new Failpoint(
                "row-written",
                PRODUCER,
                "send(ProducerRecord, Callback)",
                "$1.topic().endsWith(\"orders-in\")",
                FOR_GOOD);
    }

    /** The broker has acknowledged the record of a POST, its row has no mark. Stops the event loop. */
    public static Failpoint acknowledged() {
        return new Failpoint(
                "acknowledged",
                "org.hibernate.reactive.mutiny.impl.MutinyStatelessSessionImpl",
                "createNativeQuery(String)",
                "$1.contains(\"update received set acknowledged_at\")",
                FOR_GOOD);
    }

    /** The decisions are committed, nothing is emitted. */
    public static Failpoint decided() {
        return decided(FOR_GOOD);
    }

    /** As {@link #decided()}, going on after a while. */
    public static Failpoint decided(long delayMillis) {
        return new Failpoint("decided", PRODUCER, "beginTransaction()", "true", delayMillis);
    }

    /** The events and offsets are sent, the transaction is not committed. */
    public static Failpoint emitted() {
        return emitted(FOR_GOOD);
    }

    /** As {@link #emitted()}, going on after a while. */
    public static Failpoint emitted(long delayMillis) {
        return new Failpoint("emitted", PRODUCER, "commitTransaction()", "true", delayMillis);
    }

    /** The effects are in the database, their offsets are not committed. */
    public static Failpoint projected() {
        return new Failpoint(
                "projected", "org.apache.kafka.clients.consumer.KafkaConsumer", "commitSync(Map)", "true", FOR_GOOD);
    }

    /** All is written in the database, its transaction is open and holds its locks. Stops the event loop. */
    public static Failpoint inTheDatabase() {
        return inTheDatabase(FOR_GOOD);
    }

    /** As {@link #inTheDatabase()}, going on after a while. */
    public static Failpoint inTheDatabase(long delayMillis) {
        return new Failpoint(
                "in-the-database", "io.vertx.sqlclient.impl.TransactionImpl", "commit()", "true", delayMillis);
    }

    /** The events are sent; what would add the offsets fails instead. */
    public static Failpoint fails() {
        return failing(PRODUCER, "sendOffsetsToTransaction(Map, ConsumerGroupMetadata)");
    }

    /** The method throws instead of doing anything. */
    public static Failpoint failing(String type, String method) {
        return new Failpoint("fails", type, method, "true", "throw new java.lang.IllegalStateException()");
    }

    /** The method throws this error, which has a constructor without parameters, instead of doing anything. */
    public static Failpoint throwing(Class<? extends Error> error, String type, String method) {
        return new Failpoint(error.getSimpleName(), type, method, "true", "throw new " + error.getName() + "()");
    }

    /** In our own code. @param condition over the method's parameters $1, $2, … */
    public static Failpoint at(String type, String method, String condition, long delayMillis) {
        return new Failpoint(method, type, method, condition, delayMillis);
    }

    /** From now on the next thread that comes by stops there; only that one where it goes on after a while. */
    public void arm() {
        try {
            Files.createFile(armed);
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
    }

    /** @return false if a thread has come by since it was armed */
    public boolean disarm() {
        try {
            return Files.deleteIfExists(armed);
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
    }

    /** One place can have several, that stop for different times. */
    String mark() {
        return "FAILPOINT " + name + " " + action;
    }

    @Override
    public List<String> lines() {
        // delete() answers true to one thread only: that one has reached the point.
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

    /** All points at which a process is killed. */
    public static List<Failpoint> all() {
        return List.of(rowWritten(), acknowledged(), decided(), emitted(), projected());
    }
}
