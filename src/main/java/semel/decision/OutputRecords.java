package semel.decision;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import semel.codec.EventCodec;
import semel.kafka.TopicsConfig;

/** Builds the output records of a decided batch: the events or the dead letter of each order, in batch order. Pure. */
final class OutputRecords {
    private OutputRecords() {}

    static List<ProducerRecord<byte[], byte[]>> of(TopicsConfig topics, Decided decided) {
        var records = new ArrayList<ProducerRecord<byte[], byte[]>>();
        for (var settled : decided.settled()) {
            var delivery = settled.delivery();
            var decision = settled.decision();
            if (settled.isFailed()) {
                records.add(of(delivery, DeadLetters.of(topics, settled.letter())));
            }
            for (var event : DecisionEvents.of((Content.Decidable) delivery.content(), decision)) {
                records.add(of(delivery, EventCodec.encode(topics, event, delivery.at())));
            }
        }
        decided.undecidable().forEach(letter -> records.add(of(letter.delivery(), DeadLetters.of(topics, letter))));
        return records;
    }

    /** Passes on the redrive and trace headers. The redrive header shows that a dead letter was published for this order before. */
    private static ProducerRecord<byte[], byte[]> of(Delivery delivery, ProducerRecord<byte[], byte[]> record) {
        if (delivery.redriven() != null) {
            record.headers()
                    .add(EventCodec.REDRIVE, delivery.redriven().toString().getBytes(StandardCharsets.UTF_8));
        }
        delivery.trace().forEach(record.headers()::add);
        return record;
    }
}
