package semel.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.NoOffsetForPartitionException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.RangeAssignor;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import semel.kit.Servers;

/**
 * Shows that a new group and a new partition are read from their first record, and that no poll fails. Consumers are created and
 * polled as by the connector, with the product's own listener, against a real broker.
 *
 * @see "docs/explanation/decisions/0020-a-poll-before-the-first-offset-is-repeated.md"
 */
class FirstPositionsIT {
    enum Protocol {
        RANGE(classic(RangeAssignor.class)),
        COOPERATIVE(classic(CooperativeStickyAssignor.class)),
        KIP_848(Map.of("group.protocol", "consumer"));

        private final Map<String, Object> settings;

        Protocol(Map<String, Object> settings) {
            this.settings = settings;
        }

        private static Map<String, Object> classic(Class<?> assignor) {
            return Map.of(
                    "partition.assignment.strategy",
                    assignor.getName(),
                    "heartbeat.interval.ms",
                    200,
                    "session.timeout.ms", // the broker notices only then that a static member was closed
                    6_000);
        }
    }

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(50);
    private static final AtomicInteger GROUPS = new AtomicInteger();

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

    /** One or two of 100 first starts meet this by chance; this test forces it. */
    @Test
    void noPollFailsIfAPositionIsRequestedBeforeTheListenerHasRun() throws Exception {
        var topics = new Input("early-");
        try (var member = memberAssignedBetweenTwoPolls(topics)) {
            var partition = member.consumer.assignment().iterator().next();
            assertThatThrownBy(() -> member.consumer.position(partition, Duration.ZERO))
                    .isInstanceOfAny(TimeoutException.class, NoOffsetForPartitionException.class);
            assertThat(member.assigned).isEmpty();

            member.pollUntilAssigned(topics.partitions());

            topics.partitions()
                    .forEach(each -> assertThat(member.consumer.position(each)).isZero());
        }
    }

    /** The consumer finds the committed offset first, which is below the start of the log. */
    @Test
    void theOffsetThatTheListenerCommitsReplacesAnEarlierPosition() throws Exception {
        var topics = new Input("deleted-");
        var partition = new TopicPartition(topics.orders, 0);
        topics.write(partition, 20);
        admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(12)))
                .all()
                .get();
        topics.known = List.of(new StageProgress(topics.orders, topics.atStart.idOf(topics.orders), 0, 0, 20, true));
        topics.partitions().forEach(each -> topics.committedBefore.put(each, new OffsetAndMetadata(0)));
        try (var member = memberAssignedBetweenTwoPolls(topics)) {
            assertThat(member.consumer.position(partition)).isZero();

            await().pollInSameThread().atMost(PATIENCE).until(() -> {
                member.poll();
                return !member.first.isEmpty();
            });
            assertThat(member.first).containsExactly(Map.entry(partition, 12L));
        }
    }

    /**
     * Repeats the start until the partitions arrive between two polls. The network thread takes them as soon as they arrive: mostly, but
     * not always, between two short polls.
     */
    private static FirstMember memberAssignedBetweenTwoPolls(Input topics) throws Exception {
        while (true) {
            var member = topics.join(Protocol.KIP_848, topics.groupThatHasCommitted(), "0");
            while (member.consumer.assignment().isEmpty()) {
                member.consumer.poll(Duration.ofMillis(1));
            }
            if (member.assigned.isEmpty()) {
                return member;
            }
            member.close();
        }
    }

    @Test
    void fiftyFirstStartsReadAllPartitions() throws Exception {
        var topics = new Input("fifty-");
        var fourAtOnce = Executors.newFixedThreadPool(4);
        try {
            var starts = IntStream.range(0, 50)
                    .mapToObj(start -> CompletableFuture.runAsync(
                            () -> {
                                try (var member = topics.join(Protocol.KIP_848, group(), "0")) {
                                    member.pollUntilAssigned(topics.partitions());
                                }
                            },
                            fourAtOnce))
                    .toList();
            for (var start : starts) {
                start.get();
            }
        } finally {
            fourAtOnce.shutdownNow();
        }
    }

    @ParameterizedTest
    @EnumSource
    void replicasThatStartAtOnceShareANewGroup(Protocol protocol) {
        var topics = new Input("shared-" + protocol.ordinal() + "-");
        try (var group = new Running(topics, protocol, 3)) {
            group.awaitAssigned(topics.partitions());

            assertThat(committed(group.name)).containsOnlyKeys(topics.partitions());
        }
    }

    @ParameterizedTest
    @EnumSource
    void addedPartitionsAreReadFromTheirFirstRecord(Protocol protocol) throws Exception {
        var topics = new Input("grown-" + protocol.ordinal() + "-");
        try (var group = new Running(topics, protocol, 2)) {
            group.awaitAssigned(topics.partitions());
            for (int partitions = 5; partitions <= 6; partitions++) {
                admin.createPartitions(Map.of(topics.orders, NewPartitions.increaseTo(partitions)))
                        .all()
                        .get();
                group.awaitAssigned(Set.of(new TopicPartition(topics.orders, partitions - 1)));
            }
            assertThat(committed(group.name)).hasSize(topics.partitions().size() + 2);
        }
    }

    private static String group() {
        return "group-" + GROUPS.incrementAndGet();
    }

    private static Map<TopicPartition, Long> committed(String group) {
        try {
            var committed = new HashMap<TopicPartition, Long>();
            admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get()
                    .forEach((at, offset) -> committed.put(at, offset.offset()));
            return committed;
        } catch (ExecutionException | InterruptedException failed) {
            throw new IllegalStateException(failed);
        }
    }

    /** The input topics of the decision, with four partitions each. */
    private static final class Input {
        private final String orders;
        private final String receipts;
        private final TopicsAtStart atStart;
        private final GroupStart start;
        private List<StageProgress> known = List.of();
        private final Map<TopicPartition, OffsetAndMetadata> committedBefore = new HashMap<>();

        private Input(String prefix) {
            var topics = new TestTopics(prefix);
            atStart = new TopicsAtStart(admin, topics);
            atStart.atStart(null);
            orders = topics.ordersIn();
            receipts = topics.receiptsIn();
            start = new GroupStart(
                    atStart,
                    new ProcessExit("semel-0"),
                    NothingParked.parking(),
                    new DuplicateInstance(admin, topics, "semel-0"),
                    servers.bootstrapServers());
        }

        private List<TopicPartition> partitions() {
            return IntStream.range(0, 4)
                    .boxed()
                    .flatMap(n -> List.of(new TopicPartition(orders, n), new TopicPartition(receipts, n)).stream())
                    .toList();
        }

        private String groupThatHasCommitted() throws Exception {
            var group = group();
            admin.alterConsumerGroupOffsets(group, committedBefore).all().get();
            return group;
        }

        private void write(TopicPartition partition, int records) {
            try (var producer = new KafkaProducer<>(
                    Map.of("bootstrap.servers", servers.bootstrapServers()),
                    new ByteArraySerializer(),
                    new ByteArraySerializer())) {
                for (int n = 0; n < records; n++) {
                    producer.send(new ProducerRecord<>(
                            partition.topic(), partition.partition(), new byte[] {1}, new byte[] {1}));
                }
            }
        }

        private FirstMember join(Protocol protocol, String group, String instance) {
            return new FirstMember(this, protocol, group, instance);
        }
    }

    private static final class FirstMember implements ConsumerRebalanceListener, AutoCloseable {
        private final Input input;
        private final KafkaConsumer<byte[], byte[]> consumer;
        private final Set<TopicPartition> assigned = ConcurrentHashMap.newKeySet();
        private final Map<TopicPartition, Long> first = new ConcurrentHashMap<>();

        private FirstMember(Input input, Protocol protocol, String group, String instance) {
            this.input = input;
            var settings = new HashMap<String, Object>(protocol.settings);
            settings.put("bootstrap.servers", servers.bootstrapServers());
            settings.put("group.id", group);
            settings.put("group.instance.id", instance);
            settings.put("auto.offset.reset", "none");
            settings.put("enable.auto.commit", "false");
            settings.put("isolation.level", "read_committed");
            settings.put("metadata.max.age.ms", "200");
            consumer = new KafkaConsumer<>(
                    GroupProtocol.fitting(settings), new ByteArrayDeserializer(), new ByteArrayDeserializer());
            FirstPositions.await(consumer);
            consumer.subscribe(List.of(input.orders, input.receipts), this);
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            input.start.look(consumer, partitions, names -> Uni.createFrom().item(input.known));
            assigned.addAll(partitions);
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {}

        private void poll() {
            consumer.poll(POLL)
                    .forEach(record ->
                            first.putIfAbsent(new TopicPartition(record.topic(), record.partition()), record.offset()));
        }

        private void pollUntilAssigned(Collection<TopicPartition> partitions) {
            var deadline = System.nanoTime() + PATIENCE.toNanos();
            while (!assigned.containsAll(partitions)) {
                poll();
                assertThat(System.nanoTime()).isLessThan(deadline);
            }
            // The consumer determines positions after the listener, too.
            poll();
            poll();
        }

        @Override
        public void close() {
            consumer.close();
        }
    }

    /** A group whose members poll, each on its own thread. */
    private static final class Running implements AutoCloseable {
        private final String name = group();
        private final List<FirstMember> members = new ArrayList<>();
        private final List<CompletableFuture<Void>> polling = new ArrayList<>();
        private volatile boolean stopping;

        private Running(Input input, Protocol protocol, int size) {
            for (int n = 0; n < size; n++) {
                var member = input.join(protocol, name, Integer.toString(n));
                members.add(member);
                polling.add(CompletableFuture.runAsync(() -> {
                    while (!stopping) {
                        member.poll();
                    }
                }));
            }
        }

        private void awaitAssigned(Collection<TopicPartition> partitions) {
            await().atMost(PATIENCE).until(() -> {
                polling.stream().filter(CompletableFuture::isDone).forEach(CompletableFuture::join);
                return partitions.stream()
                        .allMatch(each -> members.stream().anyMatch(member -> member.assigned.contains(each)));
            });
        }

        @Override
        public void close() {
            stopping = true;
            polling.forEach(CompletableFuture::join);
            members.forEach(FirstMember::close);
        }
    }
}
