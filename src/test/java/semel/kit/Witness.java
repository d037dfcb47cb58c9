package semel.kit;

import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.CompressionType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import semel.codec.OrderCodec;
import semel.codec.ReceiptCodec;
import semel.kafka.TestTopics;
import semel.kafka.VisibleRecords;
import semel.order.CustomerId;
import semel.order.Money;
import semel.order.Order;
import semel.order.OrderId;
import semel.order.OrderLine;
import semel.order.ProductId;
import semel.order.Receipt;
import semel.order.ReceiptId;

/** Writes inputs of the pipeline, reads its outputs as a read_committed consumer, and counts them by id. */
public final class Witness implements AutoCloseable {
    /** A producer sends at most a mebibyte, with key and headers. */
    private static final int NEARLY_TOO_LARGE = (1 << 20) - 200;

    private static final Currency EUR = Currency.getInstance("EUR");

    private final String bootstrapServers;
    private final String prefix;
    private final Admin admin;
    private final KafkaProducer<byte[], byte[]> producer;

    public Witness(String bootstrapServers, String prefix) {
        this.bootstrapServers = bootstrapServers;
        this.prefix = prefix;
        this.admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers));
        this.producer = new KafkaProducer<>(
                Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers, ProducerConfig.ACKS_CONFIG, "all"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    /** Its client of the broker, for what it has no method for. */
    public Admin admin() {
        return admin;
    }

    /** Waits until all input is decided, and all events are applied. */
    public void awaitApplied(Duration patience) {
        await().atMost(patience).until(() -> behind() == 0 && unapplied() == 0);
    }

    public String topic(String name) {
        return prefix + name;
    }

    public String group(String name) {
        return prefix + name;
    }

    /** Writes n orders of one piece of the product each, and waits for the acknowledgements. */
    public List<UUID> order(int n, String product) {
        var ids = IntStream.range(0, n).mapToObj(i -> UUID.randomUUID()).toList();
        write(
                topic("orders-in"),
                ids.stream()
                        .map(id -> record("orders-in", anOrder(id, product)))
                        .toList());
        return ids;
    }

    /** Writes a compressed order of one piece of the product, and waits for the acknowledgement. */
    public UUID order(String product, CompressionType codec) {
        var id = UUID.randomUUID();
        var settings = Map.<String, Object>of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ProducerConfig.COMPRESSION_TYPE_CONFIG,
                codec.name);
        try (var writer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            writer.send(record("orders-in", anOrder(id, product))).get();
        } catch (Exception failed) {
            throw new IllegalStateException("could not write with " + codec, failed);
        }
        return id;
    }

    /** Writes n orders of one piece each, each two or three times. @return their ids */
    public List<UUID> orderTwice(int n, String product, Random random) {
        var ids = IntStream.range(0, n).mapToObj(i -> UUID.randomUUID()).toList();
        var records = ids.stream()
                .map(id -> record("orders-in", anOrder(id, product)))
                .flatMap(record -> Collections.nCopies(2 + random.nextInt(2), record).stream())
                .collect(Collectors.toCollection(ArrayList::new));
        Collections.shuffle(records, random);
        write(topic("orders-in"), records);
        return ids;
    }

    /** Writes records without an order, some nearly as large as allowed. @return how many */
    public int poison(Random random) {
        var values = new ArrayList<byte[]>();
        values.add(null);
        values.add(new byte[0]);
        values.add("{}".getBytes(StandardCharsets.UTF_8));
        values.add(noise(random.nextInt(1_000), random));
        values.add(noise(NEARLY_TOO_LARGE, random));
        var records = values.stream()
                .flatMap(value -> Stream.of(null, UUID.randomUUID().toString().getBytes(StandardCharsets.UTF_8))
                        .map(key -> new ProducerRecord<>(topic("orders-in"), key, value)))
                .toList();
        write(topic("orders-in"), records);
        return records.size();
    }

    private static byte[] noise(int length, Random random) {
        var bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    public Order anOrder(UUID id, String product) {
        var line = new OrderLine(new ProductId(product), 1, new Money(100, EUR));
        return new Order(new OrderId(id), new CustomerId("c-1"), EUR, List.of(line), now());
    }

    public ProducerRecord<byte[], byte[]> record(String topic, Order order) {
        return new ProducerRecord<>(topic(topic), OrderCodec.key(order.id()), OrderCodec.encode(order));
    }

    /** Writes a receipt, and waits for the acknowledgement. */
    public UUID receive(String product, int quantity) {
        var receipt = new Receipt(new ReceiptId(UUID.randomUUID()), new ProductId(product), quantity, now());
        write(
                topic("receipts-in"),
                List.of(new ProducerRecord<>(
                        topic("receipts-in"), ReceiptCodec.key(receipt.product()), ReceiptCodec.encode(receipt))));
        return receipt.id().value();
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MICROS);
    }

    /** Writes records, and waits for the acknowledgements. */
    public void write(String topic, List<ProducerRecord<byte[], byte[]>> records) {
        var sent = new ArrayList<Future<?>>();
        records.forEach(record -> sent.add(producer.send(record)));
        sent.forEach(future -> {
            try {
                future.get();
            } catch (Exception failed) {
                throw new IllegalStateException("could not write to " + topic, failed);
            }
        });
    }

    /** All records of a topic up to its last stable offset. */
    public List<ConsumerRecord<byte[], byte[]>> read(String name) {
        return read(name, "read_committed");
    }

    /** All records of a topic, including those of aborted transactions. */
    public List<ConsumerRecord<byte[], byte[]>> readUncommitted(String name) {
        return read(name, "read_uncommitted");
    }

    private List<ConsumerRecord<byte[], byte[]>> read(String name, String isolation) {
        var settings = Map.<String, Object>of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                isolation,
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                10_000,
                // Short, because at the end of a partition the broker would delay the whole fetch.
                ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
                5);
        var records = new ArrayList<ConsumerRecord<byte[], byte[]>>();
        try (var consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            var partitions = consumer.partitionsFor(topic(name)).stream()
                    .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
            }
        }
        return records;
    }

    /** Counts missing and duplicated ids on each output topic. */
    public Count count(Collection<UUID> ids) {
        var count = new Count(new TreeMap<>());
        for (var topic : List.of("orders", "inventory", "notifications", "orders-dead-letters")) {
            var seen = new HashMap<UUID, Integer>();
            read(topic).forEach(record -> subject(record, topic).ifPresent(id -> seen.merge(id, 1, Integer::sum)));
            var missing = ids.stream().filter(id -> !seen.containsKey(id)).count();
            var duplicated =
                    ids.stream().filter(id -> seen.getOrDefault(id, 0) > 1).count();
            count.topics().put(topic, new Count.Topic(missing, duplicated));
        }
        return count;
    }

    private static Optional<UUID> subject(ConsumerRecord<byte[], byte[]> record, String topic) {
        var header = record.headers().lastHeader("ce_id");
        if (header == null) {
            return Optional.empty();
        }
        var id = new String(header.value(), StandardCharsets.UTF_8);
        return Optional.of(UUID.fromString(id.substring(0, id.indexOf('/'))));
    }

    /** Numbers of missing and of duplicated ids, by topic. */
    public record Count(Map<String, Topic> topics) {
        public record Topic(long missing, long duplicated) {}

        /** Whether each order is once on each topic that a fulfilled order of one line reaches. */
        public boolean isExactlyOnce() {
            return List.of("orders", "inventory", "notifications").stream()
                    .allMatch(name -> topics.get(name).equals(new Topic(0, 0)));
        }

        public long missing() {
            return topics.get("orders").missing();
        }

        public long duplicated() {
            return topics.values().stream().mapToLong(Topic::duplicated).max().orElse(0);
        }
    }

    /** Whether a group is stable and has one member. */
    public boolean isAloneIn(String name) {
        try {
            var group = admin.describeConsumerGroups(List.of(group(name)))
                    .all()
                    .get()
                    .get(group(name));
            return group.groupState() == GroupState.STABLE && group.members().size() == 1;
        } catch (Exception failed) {
            throw new IllegalStateException("could not describe the group " + name, failed);
        }
    }

    /**
     * Number of input offsets that the decision has not committed. A partition counts only if it has an uncommitted record, because an
     * aborted transaction leaves offsets without records.
     */
    public long behind() {
        var committed = committed(group("semel-decision"));
        var unread = new HashMap<>(ends(List.of("orders-in", "receipts-in"), IsolationLevel.READ_COMMITTED));
        unread.replaceAll((at, end) -> end - committed.getOrDefault(at, 0L));
        unread.values().removeIf(offsets -> offsets == 0);
        if (unread.isEmpty()) {
            return 0;
        }
        try (var records = new VisibleRecords(Map.of("bootstrap.servers", bootstrapServers))) {
            unread.keySet().removeIf(at -> {
                var from = committed.getOrDefault(at, 0L);
                return records.firstIn(at, from, from + unread.get(at)).isEmpty();
            });
        }
        return unread.values().stream().mapToLong(Long::longValue).sum();
    }

    /**
     * Number of events that the projection has not committed. It counts records, because the last event is followed by a commit marker.
     * Offsets after the last stable offset count too, because a transaction is committed before all its partitions have the marker.
     */
    public long unapplied() {
        var outputs = new TestTopics().outputs();
        var unstable = end(outputs, IsolationLevel.READ_UNCOMMITTED) - end(outputs, IsolationLevel.READ_COMMITTED);
        var committed = committed(group("semel-projection"));
        return unstable
                + outputs.stream()
                        .flatMap(name -> read(name).stream())
                        .filter(record ->
                                committed.getOrDefault(new TopicPartition(record.topic(), record.partition()), 0L)
                                        <= record.offset())
                        .count();
    }

    /** Committed offsets of a group. */
    public Map<TopicPartition, Long> committed(String group) {
        try {
            var committed = new HashMap<TopicPartition, Long>();
            admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get()
                    .forEach((partition, offset) -> committed.put(partition, offset.offset()));
            return committed;
        } catch (Exception failed) {
            throw new IllegalStateException("could not read the offsets of " + group, failed);
        }
    }

    /** Sum of the last stable offsets of a topic's partitions. */
    public long end(String name) {
        return end(List.of(name), IsolationLevel.READ_COMMITTED);
    }

    private long end(List<String> names, IsolationLevel isolation) {
        return ends(names, isolation).values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    /** Last stable offset of each partition, or its end. */
    private Map<TopicPartition, Long> ends(List<String> names, IsolationLevel isolation) {
        try {
            var topics = admin.describeTopics(names.stream().map(this::topic).toList())
                    .allTopicNames()
                    .get();
            var partitions = topics.values().stream()
                    .flatMap(topic -> topic.partitions().stream()
                            .map(partition -> new TopicPartition(topic.name(), partition.partition())))
                    .collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest()));
            return admin.listOffsets(partitions, new ListOffsetsOptions(isolation)).all().get().entrySet().stream()
                    .collect(Collectors.toMap(
                            Map.Entry::getKey, end -> end.getValue().offset()));
        } catch (Exception failed) {
            throw new IllegalStateException("could not read the ends of " + names, failed);
        }
    }

    /** Deletes what {@link #retentionDeletes} does, of all topics. */
    public void retentionDeletesAll() {
        retentionDeletes(new TestTopics().all().toArray(String[]::new));
    }

    /** Deletes all records below the last stable offsets, as the broker does after retention.ms. */
    public void retentionDeletes(String... names) {
        var deleted = new HashMap<TopicPartition, RecordsToDelete>();
        ends(List.of(names), IsolationLevel.READ_COMMITTED)
                .forEach((partition, end) -> deleted.put(partition, RecordsToDelete.beforeOffset(end)));
        try {
            admin.deleteRecords(deleted).all().get();
        } catch (Exception failed) {
            throw new IllegalStateException("could not delete records of " + List.of(names), failed);
        }
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(1));
        admin.close(Duration.ofSeconds(1));
    }
}
