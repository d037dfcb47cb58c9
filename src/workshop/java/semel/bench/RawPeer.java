package semel.bench;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.TopicPartition;
import semel.codec.EventCodec;
import semel.lab.Desk;
import semel.lab.LaneWork;
import semel.lab.WorkerSettings;

/** Decides with plain Kafka clients, one transaction a poll, stock in memory, no database: the lower bound of the cost. */
final class RawPeer implements LaneWork {
    @Override
    public void at(WorkerSettings here) throws Exception {
        var desk = new Desk();
        try (var consumer = here.consumer(
                        here.topics().decisionGroup(),
                        Map.of(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, Approach.poll(1_000)));
                var producer = here.producer(Map.of(
                        ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                        here.prefix() + here.instance(),
                        ProducerConfig.BATCH_SIZE_CONFIG,
                        "131072"))) {
            producer.initTransactions();
            here.subscribe(consumer);
            while (true) {
                var placed = here.poll(consumer);
                if (!placed.isEmpty()) {
                    producer.beginTransaction();
                    for (var one : placed) {
                        for (var event : desk.decide(one.order())) {
                            producer.send(EventCodec.encode(here.topics(), event, one.at()));
                        }
                    }
                    producer.sendOffsetsToTransaction(positions(consumer), consumer.groupMetadata());
                    producer.commitTransaction();
                }
            }
        }
    }

    private static Map<TopicPartition, OffsetAndMetadata> positions(Consumer<byte[], byte[]> consumer) {
        var positions = new HashMap<TopicPartition, OffsetAndMetadata>();
        consumer.assignment()
                .forEach(partition -> positions.put(partition, new OffsetAndMetadata(consumer.position(partition))));
        return positions;
    }
}
