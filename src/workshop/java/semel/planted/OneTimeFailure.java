package semel.planted;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import semel.kit.BytemanRule;

/** Injects a failure at the entry of a method, once: at the first call after it is armed. */
final class OneTimeFailure implements BytemanRule {
    private final String type;
    private final String method;
    private final String condition;
    private final String action;
    private final Path armed;

    private OneTimeFailure(String type, String method, String condition, String action) {
        this.type = type;
        this.method = method;
        this.condition = condition;
        this.action = action;
        try {
            var folder = Files.createDirectories(Path.of("target", "kit"));
            this.armed = Files.createTempFile(folder, "mishap-", "").toAbsolutePath();
            Files.delete(armed);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** After all events of a batch are sent, the group has a new generation: the transaction must be aborted. */
    static OneTimeFailure offsetsRefused() {
        return new OneTimeFailure(
                BytemanChange.PRODUCER,
                "sendOffsetsToTransaction(Map, ConsumerGroupMetadata)",
                "true",
                "throw new org.apache.kafka.clients.consumer.CommitFailedException(\"planted\")");
    }

    /** The coordinator refuses to commit. */
    static OneTimeFailure commitRefused() {
        return new OneTimeFailure(
                BytemanChange.PRODUCER,
                "commitTransaction()",
                "true",
                "throw new org.apache.kafka.common.KafkaException(\"planted\")");
    }

    /** The callback of a record gets a timeout, and the record is not sent. */
    static OneTimeFailure notAcknowledged(String topic) {
        return new OneTimeFailure(
                BytemanChange.PRODUCER,
                "send(ProducerRecord, Callback)",
                "$1.topic().endsWith(\"" + topic + "\")",
                "$2.onCompletion(null, new org.apache.kafka.common.errors.TimeoutException(\"planted\"));"
                        + " return new java.util.concurrent.CompletableFuture()");
    }

    /** The database connection breaks before events are stored. */
    static OneTimeFailure notStored() {
        return new OneTimeFailure(
                "semel.projection.ProjectionTables",
                "store",
                "true",
                "throw new java.lang.IllegalStateException(\"planted: connection reset\")");
    }

    void arm() {
        try {
            Files.createFile(armed);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Whether it has happened since it was armed. */
    boolean happened() {
        return !Files.exists(armed);
    }

    @Override
    public List<String> lines() {
        return List.of(
                "RULE mishap in " + type + "." + method,
                "CLASS " + type,
                "METHOD " + method,
                "AT ENTRY",
                "BIND armed:java.io.File = new java.io.File(\"" + armed + "\")",
                "IF " + condition + " AND armed.delete()",
                "DO traceln(\"MISHAP in " + method + "\"); " + action,
                "ENDRULE");
    }
}
