package semel.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import semel.kit.Provokes;
import semel.kit.Servers;

/** Tests, against a real broker, which offsets after the last processed record are noted as holding no record. */
@Provokes("org.apache.kafka.clients.producer.internals.Sender")
class InvisibleTailsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final AtomicInteger PREFIXES = new AtomicInteger();
    private static final int CONTROL_RECORD = 1;

    private static Servers servers;
    private static Admin admin;

    @BeforeAll
    static void startServers() {
        servers = Servers.start();
        admin = Admin.create(Map.of("bootstrap.servers", servers.bootstrapServers()));
    }

    @AfterAll
    static void stopServers() {
        admin.close();
        servers.close();
    }

    private final TestTopics topics = new TestTopics("tails" + PREFIXES.incrementAndGet() + "-");
    private final TopicsAtStart atStart = new TopicsAtStart(admin, topics);
    private final TopicPartition at = new TopicPartition(topics.ordersIn(), 1);
    private final RecordedStage recordedStage = new RecordedStage();
    private final InvisibleTails tails;
    private long end;

    InvisibleTailsTest() {
        atStart.atStart(null);
        tails = new InvisibleTails(
                admin,
                atStart,
                Map.of("bootstrap.servers", servers.bootstrapServers()),
                List.of(recordedStage),
                new ProcessExit("semel-0"));
    }

    /** Replaces the tables of a stage, and records what is noted. */
    private final class RecordedStage implements StageOffsets {
        private List<StageProgress> known = List.of();
        private final List<String> noted = new ArrayList<>();
        private int queries;

        @Override
        public Collection<String> topics() {
            return topics.inputs();
        }

        @Override
        public Uni<List<StageProgress>> known(Collection<String> names) {
            queries++;
            return Uni.createFrom().item(known);
        }

        @Override
        public Uni<Void> passed(StageProgress done, long next) {
            noted.add(done.partition() + ":" + done.to() + "-" + next);
            known = List.of(new StageProgress(
                    done.topic(), done.topicId(), done.partition(), done.from(), done.to(), next, done.repeatable()));
            return Uni.createFrom().voidItem();
        }
    }

    private void done(long next) {
        recordedStage.known =
                List.of(new StageProgress(at.topic(), atStart.idOf(at.topic()), at.partition(), 0, next, true));
    }

    /** Looks twice: the first look finds the offsets, the second that no offset has moved. */
    private void look() {
        for (int look = 0; look < 2; look++) {
            tails.look().await().atMost(PATIENCE);
        }
    }

    private KafkaProducer<byte[], byte[]> producer(String transactionalId) {
        var producer = new KafkaProducer<>(
                Map.<String, Object>of(
                        "bootstrap.servers", servers.bootstrapServers(), "transactional.id", transactionalId),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        producer.initTransactions();
        return producer;
    }

    private void write(int records, boolean isCommitted) {
        try (var producer = producer(topics.prefix().orElseThrow())) {
            send(producer, records);
            if (isCommitted) {
                producer.commitTransaction();
            } else {
                producer.abortTransaction();
            }
        }
        // The broker writes the control record after it has answered the producer.
        end += records + CONTROL_RECORD;
        await().atMost(PATIENCE).until(() -> stableEnd() == end);
    }

    private void send(KafkaProducer<byte[], byte[]> producer, int records) {
        producer.beginTransaction();
        for (int n = 0; n < records; n++) {
            producer.send(new ProducerRecord<>(at.topic(), at.partition(), null, new byte[] {1}));
        }
        producer.flush();
    }

    private void deleteBefore(long offset) throws Exception {
        admin.deleteRecords(Map.of(at, RecordsToDelete.beforeOffset(offset)))
                .all()
                .get();
    }

    @Test
    void theEndOfATransactionIsNoted() {
        write(3, true);
        done(3);
        look();
        assertThat(recordedStage.noted).containsExactly("1:3-4");
    }

    @Test
    void theRecordsOfAnAbortedTransactionAreNotedAndTheDatabaseIsNotAskedAgain() {
        write(3, true);
        write(5, false);
        done(4);
        look();
        assertThat(recordedStage.noted).containsExactly("1:4-10");
        look();
        var queriesBefore = recordedStage.queries;
        look();
        assertThat(recordedStage.queries).isEqualTo(queriesBefore);
        // Offsets that are added later are noted too.
        write(1, false);
        look();
        assertThat(recordedStage.noted).containsExactly("1:4-10", "1:4-12");
    }

    @Test
    void aPartitionWithoutProcessedRecordsIsNotedFromItsStart() {
        write(2, false);
        look();
        assertThat(recordedStage.noted).containsExactly("1:0-3");
    }

    @Test
    void noOffsetIsNotedAfterAnUnprocessedRecord() {
        write(5, false);
        write(1, true);
        write(5, false);
        done(0);
        look();
        assertThat(recordedStage.noted).containsExactly("1:0-6");
        look();
        look();
        assertThat(recordedStage.noted).hasSize(1);
        done(7);
        look();
        assertThat(recordedStage.noted).containsExactly("1:0-6", "1:7-14");
    }

    @Test
    void aPartitionIsNotedOnlyAfterItStoppedGrowing() {
        write(1, false);
        tails.look().await().atMost(PATIENCE);
        write(1, false);
        tails.look().await().atMost(PATIENCE);
        assertThat(recordedStage.noted).isEmpty();
        tails.look().await().atMost(PATIENCE);
        assertThat(recordedStage.noted).containsExactly("1:0-4");
    }

    /** The transaction may still be committed. */
    @Test
    void noOffsetIsNotedAfterTheStartOfAnOpenTransaction() {
        write(2, false);
        try (var producer = producer("open" + topics.prefix().orElseThrow())) {
            send(producer, 4);
            done(0);
            look();
            assertThat(recordedStage.noted).containsExactly("1:0-3");
            producer.commitTransaction();
            await().atMost(PATIENCE).until(() -> stableEnd() == end + 4 + CONTROL_RECORD);
            look();
            look();
            assertThat(recordedStage.noted).hasSize(1);
        }
    }

    /** A deleted offset may have been a record, so one is enough. */
    @Test
    void noOffsetIsNotedIfOffsetsWereDeletedUnread() throws Exception {
        write(5, false);
        done(0);
        deleteBefore(1);
        look();
        assertThat(recordedStage.noted).isEmpty();
        deleteBefore(6);
        look();
        assertThat(recordedStage.noted).isEmpty();
        done(6);
        write(1, false);
        look();
        assertThat(recordedStage.noted).containsExactly("1:6-8");
    }

    /** Otherwise the topic would look as if an operator had accepted it. */
    @Test
    void aRecreatedTopicIsNotNotedBeforeItIsAccepted() {
        write(5, false);
        recordedStage.known = List.of(new StageProgress(at.topic(), new UUID(0, 1), at.partition(), 0, 9, true));
        look();
        assertThat(recordedStage.noted).isEmpty();
    }

    @Test
    void anImpossibleRowIsNotChanged() {
        write(5, false);
        done(-1);
        look();
        done(Long.MAX_VALUE);
        look();
        assertThat(recordedStage.noted).isEmpty();
    }

    private long stableEnd() throws Exception {
        return admin.listOffsets(Map.of(at, OffsetSpec.latest()), new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                .all()
                .get()
                .get(at)
                .offset();
    }
}
