package semel.demo;

import static org.apache.kafka.common.IsolationLevel.READ_COMMITTED;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import semel.kit.Servers;

/** Shows how a producer is fenced: a second one takes over its transactional id, while the first still runs (a zombie). */
final class Fencing implements Demonstration<Fencing.Seen> {
    private static final String TOPIC = "orders-of-two-producers";
    private static final String TRANSACTIONAL_ID = "demo-fencing";

    /**
     * @param answers to the calls of the first producer after the second one had started
     * @param committed the keys that a read_committed reader gets
     */
    record Seen(List<Holder> holders, List<Answer> answers, List<LoggedRecord> log, List<String> committed) {}

    /**
     * The producer that has the transactional id after a call, according to the transaction coordinator.
     *
     * @param epochAtLeader the newest epoch that the partition's leader knows; it refuses batches with older ones
     */
    record Holder(String after, long producerId, int epoch, String transaction, int epochAtLeader) {}

    /** @param thrown null if the call returned */
    record Answer(String call, Exception thrown) {}

    @FunctionalInterface
    private interface Call {
        void make() throws ExecutionException, InterruptedException;
    }

    @Override
    public String name() {
        return "fencing";
    }

    @Override
    public Seen demonstrate(Servers servers, PrintStream out) throws Exception {
        servers.create(TOPIC);
        var holders = new ArrayList<Holder>();
        var answers = new ArrayList<Answer>();
        try (var admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, servers.bootstrapServers()));
                var first = producer(servers);
                var second = producer(servers)) {
            first.initTransactions();
            first.beginTransaction();
            first.send(order("o-1", "first")).get();
            first.commitTransaction();
            first.beginTransaction();
            first.send(order("o-2", "first")).get();
            holders.add(holder(admin, "first: send(o-2)"));

            second.initTransactions();
            holders.add(holder(admin, "second: initTransactions()"));

            answers.add(
                    answer("send(o-3)", () -> first.send(order("o-3", "first")).get()));
            answers.add(answer("commitTransaction()", first::commitTransaction));
            answers.add(answer("abortTransaction()", first::abortTransaction));
            answers.add(answer("beginTransaction()", first::beginTransaction));

            second.beginTransaction();
            second.send(order("o-4", "second")).get();
            holders.add(holder(admin, "second: send(o-4)"));
            second.commitTransaction();
        }
        var reader = new LogReader(servers, READ_COMMITTED);
        reader.awaitEnd(TOPIC, 6);
        var committed = reader.read(TOPIC).stream().map(ConsumerRecord::key).toList();
        var seen = new Seen(holders, answers, LoggedRecord.in(servers.broker(), TOPIC), committed);
        show(seen, out);
        return seen;
    }

    private static KafkaProducer<String, String> producer(Servers servers) {
        var settings = new Properties();
        settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, servers.bootstrapServers());
        // Names the instance: the same after each restart, and different from that of every other instance.
        settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, TRANSACTIONAL_ID);
        return new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer());
    }

    private static ProducerRecord<String, String> order(String id, String sender) {
        return new ProducerRecord<>(TOPIC, id, "from the " + sender);
    }

    private static Holder holder(Admin admin, String after) throws ExecutionException, InterruptedException {
        var partition = new TopicPartition(TOPIC, 0);
        var id = admin.describeTransactions(List.of(TRANSACTIONAL_ID)).description(TRANSACTIONAL_ID);
        var producers = admin.describeProducers(List.of(partition)).partitionResult(partition);
        return new Holder(
                after,
                id.get().producerId(),
                id.get().producerEpoch(),
                id.get().state().toString(),
                producers.get().activeProducers().get(0).producerEpoch());
    }

    private static Answer answer(String name, Call call) throws InterruptedException {
        try {
            call.make();
            return new Answer(name, null);
        } catch (ExecutionException failed) {
            return new Answer(
                    name, (Exception) failed.getCause()); // of a future; the producer's exception is its cause
        } catch (RuntimeException refused) {
            return new Answer(name, refused);
        }
    }

    private static void show(Seen seen, PrintStream out) {
        out.println("""
                The first producer has committed o-1 and sent o-2. Its replica seems dead, so a replacement starts a second producer
                with the same transactional id. The id moves to it under a higher epoch (each transaction raises the epoch too):""");
        var holders = new TextTable("after", "producer id", "epoch", "transaction", "epoch at the partition's leader");
        for (var holder : seen.holders()) {
            holders.row(
                    holder.after(), holder.producerId(), holder.epoch(), holder.transaction(), holder.epochAtLeader());
        }
        holders.print(out);
        out.println("""
                initTransactions() of the second producer has aborted o-2. The first producer does not know this and continues:""");
        var answers = new TextTable("call", "exception", "message");
        seen.answers().forEach(answer -> answers.row(answer.call(), type(answer.thrown()), message(answer.thrown())));
        answers.print(out);
        out.println("""
                The partition's leader refuses the old epoch. The transaction coordinator then fences the producer for good: it can
                only be closed. Meanwhile the second producer has committed o-4:""");
        var log = new TextTable("offset", "key", "value or marker", "producer id", "producer epoch", "read_committed");
        for (var record : seen.log()) {
            log.row(
                    record.offset(),
                    record.key(),
                    record.value(),
                    record.producerId(),
                    record.producerEpoch(),
                    seen.committed().contains(record.key()) ? record.key() : "");
        }
        log.print(out);
        out.println("""
                o-3 is in no log. A transactional id must belong to one instance and stay the same over its restarts. Two instances
                with the same id fence each other in turn. An instance with a new id at each start leaves its last transaction open.""");
    }

    private static String type(Exception thrown) {
        return thrown == null ? "none: it returns" : thrown.getClass().getSimpleName();
    }

    private static String message(Exception thrown) {
        return thrown == null ? "" : thrown.getMessage();
    }
}
