package semel.demo;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.StringSerializer;
import semel.kit.Proxy;
import semel.kit.Servers;

/** Shows what idempotence does if the broker's answer to a batch is lost and the producer sends the batch again. */
final class IdempotentProducer implements Demonstration<IdempotentProducer.Seen> {
    record Seen(Retried without, Retried with) {}

    /**
     * @param records number of records that the producer sent again
     * @param offsets from the broker's answers, in the order in which the records were sent
     * @param log the records in the topic
     */
    record Retried(int records, List<Long> offsets, List<LoggedRecord> log) {}

    @Override
    public String name() {
        return "idempotent-producer";
    }

    @Override
    public Seen demonstrate(Servers servers, PrintStream out) throws Exception {
        out.println("""
                The producer sends the orders o-1 and o-2 in one batch. The broker writes the batch, but its answer is lost, so the
                producer sends the batch again. Then it sends o-3 without a fault. The broker's log afterwards:
                """);
        var without = sendAndLoseTheAnswer(servers, "orders-without-idempotence", false);
        show("enable.idempotence=false", without, out);
        var with = sendAndLoseTheAnswer(servers, "orders-with-idempotence", true);
        show("enable.idempotence=true", with, out);
        out.println("""
                Without idempotence the broker cannot tell a retry from a new batch. With idempotence each batch carries the producer
                id and the sequence number of its first record. If the broker knows the number, it answers with the old offset and
                writes nothing. This covers only retries inside the producer: a second send(), or a new producer, gets new numbers.""");
        return new Seen(without, with);
    }

    private static Retried sendAndLoseTheAnswer(Servers servers, String topic, boolean idempotence) throws Exception {
        servers.create(topic);
        var settings = new Properties();
        settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, servers.bootstrapServersOverTheWire());
        // True by default, but only if no other setting contradicts it; if it is set here, a contradiction is an error.
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, idempotence);
        // Required by idempotence: a new leader must know the sequence numbers of all acknowledged batches.
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        // Long enough for two orders to share a batch; flush() does not wait for it.
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 10_000);
        var sent = new ArrayList<Future<RecordMetadata>>();
        try (var producer = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            var lostAnswer = servers.wire().strike("two books", 1, Proxy.Cut.REPLY);
            sent.add(producer.send(new ProducerRecord<>(topic, "o-1", "one pen")));
            sent.add(producer.send(new ProducerRecord<>(topic, "o-2", "two books")));
            producer.flush();
            lostAnswer.await();
            sent.add(producer.send(new ProducerRecord<>(topic, "o-3", "one lamp")));
            producer.flush();
            var offsets = new ArrayList<Long>();
            for (var acknowledged : sent) offsets.add(acknowledged.get().offset());
            return new Retried(recordsSentAgain(producer), offsets, LoggedRecord.in(servers.broker(), topic));
        }
    }

    private static int recordsSentAgain(KafkaProducer<String, String> producer) {
        return producer.metrics().entrySet().stream()
                .filter(metric -> metric.getKey().group().equals("producer-metrics")
                        && metric.getKey().name().equals("record-retry-total"))
                .mapToInt(metric -> ((Double) metric.getValue().metricValue()).intValue())
                .sum();
    }

    private static void show(String setting, Retried retried, PrintStream out) {
        out.printf(
                "%s: %s records were sent again; the producer is told offsets %s.%n",
                setting, retried.records(), retried.offsets());
        var textTable = new TextTable("offset", "key", "value", "producer id", "producer epoch", "base sequence");
        for (var record : retried.log()) {
            textTable.row(
                    record.offset(),
                    record.key(),
                    record.value(),
                    record.producerId(),
                    record.producerEpoch(),
                    record.baseSequence());
        }
        textTable.print(out);
    }
}
