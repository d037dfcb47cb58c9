package semel.demo;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.record.ControlRecordType;
import org.apache.kafka.common.record.MemoryRecords;
import org.apache.kafka.common.record.Record;
import org.apache.kafka.common.record.RecordBatch;
import semel.sandbox.Broker;

/**
 * A record as the broker wrote it to its log. Consumers see neither its producer nor markers.
 *
 * @param value of a marker: COMMIT or ABORT
 * @param producerId -1 without idempotence, as are the epoch and the sequence
 * @param baseSequence the sequence number of the first record of its batch; -1 of a marker
 */
record LoggedRecord(
        long offset,
        boolean isMarker,
        String key,
        String value,
        long producerId,
        short producerEpoch,
        int baseSequence) {

    /** @return all records in the first segment of a topic's only partition, with markers and aborted records */
    static List<LoggedRecord> in(Broker broker, String topic) throws IOException {
        var segment = broker.data().resolve(topic + "-0").resolve("00000000000000000000.log");
        var logged = new ArrayList<LoggedRecord>();
        for (var batch : MemoryRecords.readableRecords(ByteBuffer.wrap(Files.readAllBytes(segment)))
                .batches()) {
            batch.forEach(record -> logged.add(of(batch, record)));
        }
        return logged;
    }

    private static LoggedRecord of(RecordBatch batch, Record record) {
        var isMarker = batch.isControlBatch();
        return new LoggedRecord(
                record.offset(),
                isMarker,
                isMarker ? "" : text(record.key()),
                isMarker ? ControlRecordType.parse(record.key()).name() : text(record.value()),
                batch.producerId(),
                batch.producerEpoch(),
                batch.baseSequence());
    }

    private static String text(ByteBuffer bytes) {
        return StandardCharsets.UTF_8.decode(bytes).toString();
    }
}
