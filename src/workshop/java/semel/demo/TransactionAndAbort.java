package semel.demo;

import static org.apache.kafka.common.IsolationLevel.READ_COMMITTED;
import static org.apache.kafka.common.IsolationLevel.READ_UNCOMMITTED;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import semel.kit.Servers;

/** Shows what both kinds of readers get of committed, aborted and open transactions over three topics. */
final class TransactionAndAbort implements Demonstration<TransactionAndAbort.Seen> {
    private static final List<String> TOPICS = List.of("orders", "inventory", "notifications");

    /** Each list is in the order of the topics. */
    record Seen(List<View> whileOneIsOpen, List<View> afterwards) {}

    /**
     * The log of a topic, and what readers of both kinds get of it.
     *
     * @param uncommitted the keys that a read_uncommitted reader gets
     * @param committed the keys that a read_committed reader gets
     * @param lastStableOffset of the first record of an open transaction; read_committed readers stop before it
     * @param highWatermark the offset after the last record that all in-sync replicas have; all readers stop before it
     */
    record View(
            String topic,
            List<LoggedRecord> log,
            List<String> uncommitted,
            List<String> committed,
            long lastStableOffset,
            long highWatermark) {}

    @Override
    public String name() {
        return "transaction-and-abort";
    }

    @Override
    public Seen demonstrate(Servers servers, PrintStream out) throws Exception {
        servers.create(TOPICS.toArray(String[]::new));
        out.println("""
                Each order is one transaction over three topics. o-1 is committed, o-2 is aborted, o-3 stays open, and o-4 is
                committed by another producer. The logs, and what each kind of reader gets:
                """);
        var seen = new Seen(whileOneIsOpen(servers), afterwards(servers));
        seen.whileOneIsOpen().forEach(view -> show(view, out));
        out.printf("""
                A transaction ends with a marker in each of its partitions. Aborted records stay in the log. A reader gets them
                too, unless it sets isolation.level=read_committed. Then it gets no aborted records, and no records from the last
                stable offset on: o-4 is committed, but o-3 stands before it and may still be committed. Now o-3 is aborted, and
                a read_committed reader of orders gets %s.
                """, String.join(", ", seen.afterwards().get(0).committed()));
        return seen;
    }

    private static List<View> whileOneIsOpen(Servers servers) throws Exception {
        try (var producer = producer(servers, "demo-one");
                var other = producer(servers, "demo-other")) {
            send(producer, "o-1", "to be committed");
            producer.commitTransaction();
            send(producer, "o-2", "to be aborted");
            producer.abortTransaction();
            send(producer, "o-3", "left open");
            send(other, "o-4", "to be committed");
            other.commitTransaction();
            TOPICS.forEach(topic -> new LogReader(servers, READ_UNCOMMITTED).awaitEnd(topic, 7));
            return views(servers);
        } // close() aborts the open transaction; a dead process leaves it open until a successor or a timeout ends it.
    }

    private static List<View> afterwards(Servers servers) throws Exception {
        TOPICS.forEach(topic -> new LogReader(servers, READ_COMMITTED).awaitEnd(topic, 8));
        return views(servers);
    }

    private static KafkaProducer<String, String> producer(Servers servers, String transactionalId) {
        var settings = new Properties();
        settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, servers.bootstrapServers());
        // Makes the producer transactional and idempotent. Of two producers with the same id only one may write.
        settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId);
        // How long the transaction of a dead producer may block all read_committed readers; usually seconds. Here one
        // must stay open until all readers have read.
        settings.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, 300_000);
        var producer = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer());
        producer.initTransactions();
        return producer;
    }

    private static void send(KafkaProducer<String, String> producer, String order, String fate) {
        producer.beginTransaction();
        TOPICS.forEach(topic -> producer.send(new ProducerRecord<>(topic, order, fate)));
        // Needed only for the transaction that stays open: a commit flushes too.
        producer.flush();
    }

    private static List<View> views(Servers servers) throws Exception {
        var uncommitted = new LogReader(servers, READ_UNCOMMITTED);
        var committed = new LogReader(servers, READ_COMMITTED);
        var views = new ArrayList<View>();
        for (var topic : TOPICS) {
            views.add(new View(
                    topic,
                    LoggedRecord.in(servers.broker(), topic),
                    uncommitted.read(topic).stream().map(ConsumerRecord::key).toList(),
                    committed.read(topic).stream().map(ConsumerRecord::key).toList(),
                    committed.end(topic),
                    uncommitted.end(topic)));
        }
        return views;
    }

    private static void show(View view, PrintStream out) {
        out.printf(
                "%s: last stable offset %s, high watermark %s%n",
                view.topic(), view.lastStableOffset(), view.highWatermark());
        var textTable = new TextTable(
                "offset",
                "key",
                "value or marker",
                "producer id",
                "producer epoch",
                "read_uncommitted",
                "read_committed");
        for (var record : view.log()) {
            textTable.row(
                    record.offset(),
                    record.key(),
                    record.value(),
                    record.producerId(),
                    record.producerEpoch(),
                    view.uncommitted().contains(record.key()) ? record.key() : "",
                    view.committed().contains(record.key()) ? record.key() : "");
        }
        textTable.print(out);
    }
}
