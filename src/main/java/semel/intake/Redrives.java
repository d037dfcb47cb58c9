package semel.intake;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jboss.logging.Logger;
import semel.codec.EventCodec;
import semel.kafka.Coordinates;
import semel.problem.Problem;
import semel.problem.ProblemType;
import semel.sql.CallersContext;

/**
 * Sends the record of a dead letter to the end of its input partition. Like {@link Intake} it writes a row, sends the record, then answers.
 *
 * @see "docs/explanation/decisions/0012-a-dead-letter-is-redriven-by-a-copy.md"
 */
@ApplicationScoped
class Redrives {
    private static final Logger LOG = Logger.getLogger(Redrives.class);

    private final RedriveTable table;
    private final InputRecordLookup records;
    private final Dispatch dispatch;
    private final IntakeConfig settings;

    Redrives(RedriveTable table, InputRecordLookup records, Dispatch dispatch, IntakeConfig settings) {
        this.table = table;
        this.records = records;
        this.dispatch = dispatch;
        this.settings = settings;
    }

    /** @param isReplayed whether an earlier request sent the copy */
    record Redriven(Coordinates dead, Coordinates copy, boolean isReplayed) {}

    /** @return the acknowledged copy; fails with the problem for the client */
    Uni<Redriven> redrive(Coordinates dead) {
        return table.enter(dead).onFailure().transform(Redrives::unknown).chain(entry -> deliver(dead, entry));
    }

    private Uni<Redriven> deliver(Coordinates dead, Optional<RedriveTable.RedriveEntry> entry) {
        if (entry.isEmpty()) {
            return Uni.createFrom().failure(new Problem(ProblemType.NOT_FOUND));
        }
        var known = entry.get().copyOffset();
        return known.isPresent()
                ? Uni.createFrom().item(new Redriven(dead, copyAt(dead, known.getAsLong()), true))
                : sendUnlessAnotherDoes(dead);
    }

    private Uni<Redriven> sendUnlessAnotherDoes(Coordinates dead) {
        return table.take(dead)
                .onFailure()
                .transform(Redrives::unknown)
                .chain(taken -> taken ? send(dead) : Uni.createFrom().failure(notAcknowledged()));
    }

    private Uni<Redriven> send(Coordinates dead) {
        return records.at(dead)
                .emitOn(CallersContext.here())
                .map(found -> copy(dead, found))
                .chain(dispatch::write)
                .call(written -> mark(dead, written))
                .onFailure()
                .call(() -> giveBack(dead))
                .onFailure()
                .transform(Redrives::unknown)
                .map(written -> new Redriven(dead, copyAt(dead, written.offset()), false));
    }

    // The same partition, whatever the key: the copy must be decided after the dead record.
    private static ProducerRecord<byte[], byte[]> copy(
            Coordinates dead, Optional<ConsumerRecord<byte[], byte[]>> found) {
        var record = found.orElseThrow(() -> new Problem(ProblemType.GONE));
        var origin = new RecordHeader(EventCodec.REDRIVE, dead.toString().getBytes(StandardCharsets.UTF_8));
        return new ProducerRecord<>(dead.topic(), dead.partition(), record.key(), record.value(), List.of(origin));
    }

    /** Without the mark another request may send a further copy, which is suppressed if this one can be decided. */
    private Uni<Void> mark(Coordinates dead, RecordMetadata written) {
        return AcknowledgementMarks.retried(
                settings.databaseWithin(), () -> table.markAcknowledged(dead, written.offset()));
    }

    /** If this fails, the reservation expires by itself. */
    private Uni<Void> giveBack(Coordinates dead) {
        return AcknowledgementMarks.retried(settings.databaseWithin(), () -> table.giveBack(dead))
                .onFailure()
                .recoverWithNull();
    }

    private static Throwable unknown(Throwable failure) {
        if (failure instanceof Problem) {
            return failure;
        }
        LOG.errorf(failure, "redrive not acknowledged");
        return SendRefusal.of(failure).map(IntakeResponses::refused).orElseGet(Redrives::notAcknowledged);
    }

    private static Problem notAcknowledged() {
        return new Problem(ProblemType.NOT_ACKNOWLEDGED).header(HttpHeaders.RETRY_AFTER, IntakeResponses.RETRY_AFTER);
    }

    private static Coordinates copyAt(Coordinates dead, long offset) {
        return new Coordinates(dead.topic(), dead.partition(), offset);
    }
}
