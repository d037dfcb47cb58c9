package semel.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import io.smallrye.reactive.messaging.kafka.KafkaConsumerRebalanceListener;
import io.smallrye.reactive.messaging.kafka.KafkaProducer;
import io.smallrye.reactive.messaging.kafka.commit.KafkaIgnoreCommit;
import io.smallrye.reactive.messaging.kafka.impl.ReactiveKafkaConsumer;
import io.smallrye.reactive.messaging.kafka.impl.RuntimeKafkaSourceConfiguration;
import io.vertx.core.Vertx;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.MemberToRemove;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.RangeAssignor;
import org.apache.kafka.clients.consumer.internals.ConsumerDelegate;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.ConsumerGroupHeartbeatRequest;
import org.apache.kafka.common.requests.ConsumerGroupHeartbeatResponse;
import org.apache.kafka.common.requests.RequestHeader;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import semel.kit.Provokes;
import semel.kit.Servers;

/**
 * Shows that each record is read, and that no member parks, if the group rebalances while a member compares its offsets. Runs the
 * connector's own consumer with the product's own listener against a real broker.
 *
 * @see "docs/explanation/decisions/0026-a-generation-that-is-over-is-joined-again.md"
 */
@Provokes({
    "org.apache.kafka.clients.consumer.internals.ConsumerCoordinator",
    "org.apache.kafka.clients.consumer.internals.CommitRequestManager",
    "org.apache.kafka.clients.consumer.internals.ConsumerRebalanceListenerInvoker",
    "org.apache.kafka.clients.producer.internals.Sender",
    "io.smallrye.reactive.messaging.kafka"
})
class EndedGenerationTest {
    /** How the generation ends before a consumer's first commit in its first rebalance, and the failure of that commit. */
    enum Ending {
        RANGE_REMOVED(CommitFailedException.class) {
            @Override
            void happenTo(EndingMember member) {
                member.isRemoved();
            }
        },
        COOPERATIVE_REMOVED(CommitFailedException.class) {
            @Override
            void happenTo(EndingMember member) {
                member.isRemoved();
            }
        },
        /** The member keeps its partitions, so no rebalance would assign them again. */
        KIP_848_OTHER_EPOCH(CommitFailedException.class) {
            @Override
            void happenTo(EndingMember member) {
                member.isMovedToAnotherEpoch();
            }
        },
        // A 4.1.2 broker never gives this answer while a listener runs, but the client's contract allows it.
        RANGE_REBALANCING(RebalanceInProgressException.class) {
            @Override
            void happenTo(EndingMember member) {
                member.isToldThatTheGroupIsRebalancing();
            }
        },
        /** A cooperative member keeps its partitions in a rebalance, so no rebalance would assign them again. */
        COOPERATIVE_REBALANCING(RebalanceInProgressException.class) {
            @Override
            void happenTo(EndingMember member) {
                member.isToldThatTheGroupIsRebalancing();
            }
        };

        private final Class<? extends RuntimeException> failure;

        Ending(Class<? extends RuntimeException> failure) {
            this.failure = failure;
        }

        abstract void happenTo(EndingMember member);

        private Map<String, Object> protocol() {
            return name().startsWith("RANGE")
                    ? classic(RangeAssignor.class)
                    : name().startsWith("COOPERATIVE") ? classic(CooperativeStickyAssignor.class) : KIP_848;
        }
    }

    private static final Map<String, Object> KIP_848 = Map.of("group.protocol", "consumer");
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String INSTANCE = "semel-0";
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private static Servers servers;
    private static Admin admin;
    private static Vertx vertx;

    private static <T> T done(KafkaFuture<T> future) {
        try {
            return future.get();
        } catch (ExecutionException | InterruptedException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static Map<String, Object> classic(Class<?> assignor) {
        // Heartbeats are rare, so the client learns of the ended generation only by its commit.
        return Map.of(
                "partition.assignment.strategy",
                assignor.getName(),
                "heartbeat.interval.ms",
                20_000,
                "session.timeout.ms",
                60_000);
    }

    @BeforeAll
    static void startServers() {
        servers = Servers.start();
        admin = Admin.create(Map.of("bootstrap.servers", servers.bootstrapServers()));
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void stopServers() {
        vertx.close();
        admin.close();
        servers.close();
    }

    @ParameterizedTest
    @EnumSource
    void aCommitThatFailsBecauseTheGenerationEndedIsRepeatedInTheNext(Ending ending) {
        try (var member = new EndingMember(ending.protocol(), 2, ending::happenTo)) {
            member.awaitEachRecord();

            assertThat(member.thrown).singleElement().isInstanceOf(ending.failure);
            assertThat(member.parking.reasons).isEmpty();
            assertThat(member.failures).isEmpty();
        }
    }

    /**
     * Under KIP-848 the request for committed offsets has the member's epoch, too. kafka-clients 4.1.2 joins again by itself. If the
     * stage joins again at the same time, the client may lose the subscription; then the channel ends, and with it the process.
     *
     * @param interrupted 1: the request for offsets comes too late, 2: the commit
     */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aMemberOfKip848ThatTheBrokerRemovedIsNeitherParkedNorIdle(int interrupted) {
        try (var member = new EndingMember(KIP_848, interrupted, EndingMember::isRemovedByItsOwnHeartbeat)) {
            member.awaitEachRecord();

            assertThat(member.thrown)
                    .singleElement()
                    .isInstanceOf(interrupted == 1 ? UnknownMemberIdException.class : CommitFailedException.class);
            assertThat(member.parking.reasons).isEmpty();
            assertThat(member.failures)
                    .allSatisfy(failure -> assertThat(failure).hasMessageContaining("not subscribed"));
        }
    }

    /** If it joined again, it would fence its successor. */
    @Test
    void aFencedMemberNeitherJoinsAgainNorParks() {
        try (var member = new EndingMember(classic(RangeAssignor.class), 2, EndingMember::isFencedByItsSuccessor)) {
            await().atMost(PATIENCE).until(() -> !member.failures.isEmpty());

            assertThat(member.failures).singleElement().isInstanceOf(FencedInstanceIdException.class);
            assertThat(member.parking.reasons).isEmpty();
            assertThat(member.memberId())
                    .isEqualTo(member.successor.groupMetadata().memberId());
        }
    }

    /** Records why a consumer was parked. */
    private static final class RecordedParking extends Parking {
        private final Queue<RuntimeException> reasons = new ConcurrentLinkedQueue<>();

        private RecordedParking(KafkaClientService clients, ProcessExit end) {
            super(clients, end, () -> Duration.ofMillis(10), vertx);
        }

        @Override
        void park(Consumer<?, ?> consumer, RuntimeException reason, OffsetsLook again) {
            reasons.add(reason);
            super.park(consumer, reason, again);
        }
    }

    /** The only member of a new group; it reads two topics of four partitions with one record in each. */
    private static final class EndingMember
            implements KafkaConsumerRebalanceListener, KafkaClientService, AutoCloseable {
        private final TestTopics topics = new TestTopics("ended-" + NUMBER.incrementAndGet() + "-");
        private final String group = topics.decisionGroup();
        private final Set<String> inputs = Set.of(topics.ordersIn(), topics.receiptsIn());
        private final Queue<RuntimeException> thrown = new ConcurrentLinkedQueue<>();
        private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
        private final Set<TopicPartition> read = ConcurrentHashMap.newKeySet();
        private final AtomicInteger questions = new AtomicInteger();
        private final int interrupted;
        private final java.util.function.Consumer<EndingMember> ending;
        private final RecordedParking parking;
        private final GroupStart start;
        private final ReactiveKafkaConsumer<byte[], byte[]> channel;
        private KafkaConsumer<byte[], byte[]> successor;

        /** @param interrupted the query of the database during which the generation ends: 1 before the request for offsets, 2 after it */
        private EndingMember(
                Map<String, Object> protocol, int interrupted, java.util.function.Consumer<EndingMember> ending) {
            this.interrupted = interrupted;
            this.ending = ending;
            var end = new ProcessExit(INSTANCE) {
                @Override
                protected void exit() {}
            };
            var atStart = new TopicsAtStart(admin, topics);
            atStart.atStart(null);
            partitions().forEach(EndingMember::write);
            // The same limits as in the classic protocol, where the client sets them.
            done(admin.incrementalAlterConfigs(Map.of(
                            new ConfigResource(ConfigResource.Type.GROUP, group),
                            List.of(
                                    set("consumer.session.timeout.ms", "60000"),
                                    set("consumer.heartbeat.interval.ms", "15000"))))
                    .all());
            parking = new RecordedParking(this, end);
            start = new GroupStart(
                    atStart, end, parking, new DuplicateInstance(admin, topics, INSTANCE), servers.bootstrapServers());
            channel = new ReactiveKafkaConsumer<>(
                    settings(protocol),
                    null,
                    null,
                    new RuntimeKafkaSourceConfiguration("to-decide", true, 2, 0, false, 1, 500, 1_000),
                    false,
                    50,
                    true,
                    false,
                    this::created,
                    (failure, isFatal) -> {},
                    vertx.getOrCreateContext());
            channel.setRebalanceListener(this, new KafkaIgnoreCommit());
            channel.subscribeBatch(inputs).subscribe().with(this::read, failures::add);
        }

        private static AlterConfigOp set(String name, String value) {
            return new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET);
        }

        private Map<String, Object> settings(Map<String, Object> protocol) {
            var settings = new HashMap<>(protocol);
            settings.put("bootstrap.servers", servers.bootstrapServers());
            settings.put("group.id", group);
            settings.put("group.instance.id", INSTANCE);
            settings.put("auto.offset.reset", "none");
            settings.put("enable.auto.commit", "false");
            settings.put("isolation.level", "read_committed");
            settings.put("key.deserializer", ByteArrayDeserializer.class.getName());
            settings.put("value.deserializer", ByteArrayDeserializer.class.getName());
            return settings;
        }

        private List<TopicPartition> partitions() {
            return IntStream.range(0, 4)
                    .boxed()
                    .flatMap(n -> inputs.stream().map(topic -> new TopicPartition(topic, n)))
                    .toList();
        }

        private static void write(TopicPartition partition) {
            try (var producer = new org.apache.kafka.clients.producer.KafkaProducer<>(
                    Map.of("bootstrap.servers", servers.bootstrapServers()),
                    new ByteArraySerializer(),
                    new ByteArraySerializer())) {
                producer.send(
                        new ProducerRecord<>(partition.topic(), partition.partition(), new byte[] {1}, new byte[] {1}));
            }
        }

        private void read(ConsumerRecords<byte[], byte[]> records) {
            records.forEach(record -> read.add(new TopicPartition(record.topic(), record.partition())));
        }

        private void awaitEachRecord() {
            await().atMost(PATIENCE).until(() -> !failures.isEmpty() || read.containsAll(partitions()));
        }

        @Override
        public void onPartitionsAssigned(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
            start.look(consumer, partitions, this::answer);
        }

        private Uni<List<StageProgress>> answer(Collection<String> names) {
            if (questions.incrementAndGet() == interrupted) {
                ending.accept(this);
            }
            return Uni.createFrom().item(List.of());
        }

        /** Prepares the consumer as the application does, and records the exceptions of its calls. */
        private void created(Consumer<byte[], byte[]> consumer) {
            FirstPositions.await(consumer);
            replaceDelegate(consumer, (method, delegated) -> {
                try {
                    return delegated.call();
                } catch (InvocationTargetException failed) {
                    if (Set.of("commitSync", "committed").contains(method)) {
                        thrown.add((RuntimeException) failed.getCause());
                    }
                    throw failed.getCause();
                }
            });
        }

        private interface Delegated {
            Object call() throws Throwable;
        }

        private interface Around {
            Object call(String method, Delegated delegated) throws Throwable;
        }

        private static void replaceDelegate(Consumer<byte[], byte[]> consumer, Around around) {
            try {
                var field = KafkaConsumer.class.getDeclaredField("delegate");
                field.setAccessible(true);
                var delegate = field.get(consumer);
                field.set(
                        consumer,
                        Proxy.newProxyInstance(
                                ConsumerDelegate.class.getClassLoader(),
                                new Class<?>[] {ConsumerDelegate.class},
                                (proxy, method, arguments) ->
                                        around.call(method.getName(), () -> method.invoke(delegate, arguments))));
            } catch (ReflectiveOperationException changed) {
                throw new IllegalStateException(changed);
            }
        }

        /** Removes the member, as an operator does, or as the broker does with a frozen one. */
        private void isRemoved() {
            done(admin.removeMembersFromConsumerGroup(
                            group, new RemoveMembersFromConsumerGroupOptions(Set.of(new MemberToRemove(INSTANCE))))
                    .all());
        }

        /** Uses a group with another member, because an empty group accepts commits of any client. */
        private void isRemovedByItsOwnHeartbeat() {
            anotherJoins();
            heartbeat(own(ConsumerGroupHeartbeatRequest.LEAVE_GROUP_MEMBER_EPOCH));
        }

        /** The answer with the new epoch goes to another connection, so the consumer does not learn of it. */
        private void isMovedToAnotherEpoch() {
            anotherJoins();
            var before = channel.unwrap().groupMetadata().generationId();
            assertThat(heartbeat(own(before)).memberEpoch()).isGreaterThan(before);
        }

        /** Adds a member that takes none of the partitions. */
        private void anotherJoins() {
            var others = group + "-others";
            done(admin.createTopics(List.of(new NewTopic(others, 1, (short) 1))).all());
            heartbeat(new ConsumerGroupHeartbeatRequestData()
                    .setGroupId(group)
                    .setMemberId(Uuid.randomUuid().toString())
                    .setMemberEpoch(ConsumerGroupHeartbeatRequest.JOIN_GROUP_MEMBER_EPOCH)
                    .setRebalanceTimeoutMs(60_000)
                    .setSubscribedTopicNames(List.of(others))
                    .setTopicPartitions(List.of()));
        }

        private ConsumerGroupHeartbeatRequestData own(int epoch) {
            return new ConsumerGroupHeartbeatRequestData()
                    .setGroupId(group)
                    .setMemberId(channel.unwrap().groupMetadata().memberId())
                    .setInstanceId(INSTANCE)
                    .setMemberEpoch(epoch);
        }

        private static ConsumerGroupHeartbeatResponseData heartbeat(ConsumerGroupHeartbeatRequestData data) {
            var request = new ConsumerGroupHeartbeatRequest.Builder(data).build();
            var header = new RequestHeader(ApiKeys.CONSUMER_GROUP_HEARTBEAT, request.version(), "test", 1);
            var broker = servers.bootstrapServers().split(":");
            try (var socket = new Socket(broker[0], Integer.parseInt(broker[1]));
                    var out = new DataOutputStream(socket.getOutputStream());
                    var in = new DataInputStream(socket.getInputStream())) {
                var bytes = Utils.toArray(request.serializeWithHeader(header));
                out.writeInt(bytes.length);
                out.write(bytes);
                out.flush();
                var answer = ((ConsumerGroupHeartbeatResponse)
                                AbstractResponse.parseResponse(ByteBuffer.wrap(in.readNBytes(in.readInt())), header))
                        .data();
                assertThat(Errors.forCode(answer.errorCode())).isEqualTo(Errors.NONE);
                return answer;
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }

        private void isToldThatTheGroupIsRebalancing() {
            var isTold = new AtomicBoolean();
            replaceDelegate(channel.unwrap(), (method, delegated) -> {
                if (method.equals("commitSync") && isTold.compareAndSet(false, true)) {
                    var failure = new RebalanceInProgressException("told once");
                    thrown.add(failure);
                    throw failure;
                }
                try {
                    return delegated.call();
                } catch (InvocationTargetException failed) {
                    throw failed.getCause();
                }
            });
        }

        private void isFencedByItsSuccessor() {
            var settings = settings(classic(RangeAssignor.class));
            settings.put("auto.offset.reset", "earliest"); // nothing is committed, so its poll would fail
            successor = new KafkaConsumer<>(settings);
            successor.subscribe(inputs);
            await().atMost(PATIENCE).pollInSameThread().until(() -> {
                successor.poll(Duration.ofMillis(20));
                return successor.groupMetadata().generationId() > 0;
            });
        }

        private String memberId() {
            return done(admin.describeConsumerGroups(List.of(group)).all()).get(group).members().stream()
                    .map(member -> member.consumerId())
                    .findAny()
                    .orElseThrow();
        }

        @Override
        @SuppressWarnings("unchecked")
        public <K, V> List<io.smallrye.reactive.messaging.kafka.KafkaConsumer<K, V>> getConsumers(String name) {
            return Stream.of(channel)
                    .map(each -> (io.smallrye.reactive.messaging.kafka.KafkaConsumer<K, V>) each)
                    .toList();
        }

        @Override
        public <K, V> KafkaProducer<K, V> getProducer(String name) {
            throw new UnsupportedOperationException(name);
        }

        @Override
        public Set<String> getConsumerChannels() {
            return Set.of("to-decide");
        }

        @Override
        public Set<String> getProducerChannels() {
            return Set.of();
        }

        @Override
        public void close() {
            channel.close();
            if (successor != null) {
                successor.close();
            }
        }
    }
}
