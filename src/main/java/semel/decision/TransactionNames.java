package semel.decision;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.ProducerRecord;
import semel.codec.EventCodec;

/**
 * Adds a header to each record that names its transaction and counts the transaction's records per topic, so that a reader can
 * detect a torn transaction: {@code instance/run:counter:topic=records,…}. The run is new at each start of the process.
 */
final class TransactionNames {
    private final String run;
    private long counter;

    TransactionNames(String instance) {
        this.run = instance + "/" + UUID.randomUUID().toString().substring(0, 8);
    }

    /** Not thread-safe: called on the sending thread only. */
    List<ProducerRecord<byte[], byte[]>> stamp(List<ProducerRecord<byte[], byte[]>> records) {
        var perTopic = new TreeMap<String, Integer>();
        records.forEach(record -> perTopic.merge(record.topic(), 1, Integer::sum));
        var counts = perTopic.entrySet().stream()
                .map(topic -> topic.getKey() + "=" + topic.getValue())
                .collect(Collectors.joining(","));
        var name = (run + ":" + ++counter + ":" + counts).getBytes(StandardCharsets.UTF_8);
        records.forEach(record -> record.headers().add(EventCodec.TRANSACTION, name));
        return records;
    }
}
