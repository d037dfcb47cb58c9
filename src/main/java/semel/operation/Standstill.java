package semel.operation;

import io.smallrye.common.annotation.Identifier;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import semel.operation.Offsets.Reader;
import semel.operation.Offsets.Stretch;
import semel.wire.VisibleRecords;

/**
 * Tells a group that has read everything from one that is stuck. Each transaction ends with a control record, and an aborted
 * one leaves nothing else, so a group at rest stands below the last stable offset for ever, and offsets alone would call that
 * lag. Where nothing has moved since the last look, what stands between is read, once.
 */
@Singleton
class Standstill {
    /** What stands before a reader that does not move, from the first record that it would be given. */
    private record Read(Stretch stretch, Stretch visible) {}

    private final Map<String, Object> broker;
    private Map<Reader, Stretch> before = Map.of();
    private Map<Reader, Read> read = Map.of();

    Standstill(@Identifier("default-kafka-broker") Map<String, Object> broker) {
        this.broker = broker;
    }

    /** @return how many offsets each reader is behind; not to be called again before that has come */
    CompletionStage<Map<Reader, Long>> behind(Offsets offsets) {
        var unread = offsets.unread();
        var known = new HashMap<Reader, Read>();
        var asked = new HashMap<Reader, Stretch>();
        unread.forEach((reader, stretch) -> {
            var found = read.get(reader);
            if (found != null && found.stretch().equals(stretch)) {
                known.put(reader, found);
            } else if (isAtRest(offsets, reader, stretch)) {
                asked.put(reader, stretch);
            }
        });
        before = unread;
        return read(asked).thenApply(answered -> {
            known.putAll(answered);
            read = known;
            return behind(unread, known);
        });
    }

    /** Nothing can be read behind an open transaction: all of it is held up. */
    private boolean isAtRest(Offsets offsets, Reader reader, Stretch stretch) {
        return stretch.offsets() > 0 && offsets.unstable(reader.at()) == 0 && stretch.equals(before.get(reader));
    }

    private static Map<Reader, Long> behind(Map<Reader, Stretch> unread, Map<Reader, Read> known) {
        var behind = new HashMap<Reader, Long>();
        unread.forEach((reader, stretch) -> behind.put(reader, stretch.offsets()));
        known.forEach((reader, found) -> behind.put(reader, found.visible().offsets()));
        return behind;
    }

    private CompletionStage<Map<Reader, Read>> read(Map<Reader, Stretch> asked) {
        return asked.isEmpty()
                ? CompletableFuture.completedFuture(Map.of())
                : CompletableFuture.supplyAsync(() -> readNow(asked), Infrastructure.getDefaultWorkerPool());
    }

    private Map<Reader, Read> readNow(Map<Reader, Stretch> asked) {
        var found = new HashMap<Reader, Read>();
        try (var records = new VisibleRecords(broker)) {
            asked.forEach((reader, stretch) -> {
                var first = records.firstIn(reader.at(), stretch.from(), stretch.to());
                var from = first.map(ConsumerRecord::offset).orElse(stretch.to());
                found.put(reader, new Read(stretch, new Stretch(from, stretch.to())));
            });
        }
        return found;
    }
}
