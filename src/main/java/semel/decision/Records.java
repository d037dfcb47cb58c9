package semel.decision;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import semel.wire.EventCodec;
import semel.wire.Topics;

/** The records of a decided batch: of each order its events or its one dead letter, in batch order. Pure. */
final class Records {
    private Records() {}

    static List<ProducerRecord<byte[], byte[]>> of(Topics topics, Decided decided) {
        var records = new ArrayList<ProducerRecord<byte[], byte[]>>();
        for (var settled : decided.settled()) {
            var delivery = settled.delivery();
            var decision = settled.decision();
            if (decision.outcome() == Decision.Outcome.FAILED) {
                records.add(DeadLetters.of(topics, delivery, Decider.POLICY_FAILED, decision.reason()));
            }
            for (var event : Events.of((Content.Decidable) delivery.content(), decision)) {
                records.add(EventCodec.encode(topics, event, delivery.at()));
            }
        }
        for (var delivery : decided.unreadable()) {
            var detail = ((Content.Unreadable) delivery.content()).detail();
            records.add(DeadLetters.of(topics, delivery, DeadLetters.UNREADABLE, detail));
        }
        return records;
    }
}
