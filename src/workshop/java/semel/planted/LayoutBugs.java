package semel.planted;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import semel.audit.FindingType;
import semel.kit.BytemanRule;
import semel.kit.TestPipeline;

/** Lists bugs in keys, partitions and retention. */
final class LayoutBugs {
    private LayoutBugs() {}

    static List<PlantedBug> all() {
        return List.of(
                new NoKey(),
                new PartitionsByTurns(),
                new PartitionOfTheInput(),
                new PartitionsAdded(),
                new KeptTooBriefly());
    }

    /** A number of partitions with which the product's key changes its partition. */
    private static int partitions() {
        var key = PlantedScenario.GOODS.getBytes(StandardCharsets.UTF_8);
        return IntStream.rangeClosed(5, 8)
                .filter(many ->
                        BuiltInPartitioner.partitionForKey(key, many) != BuiltInPartitioner.partitionForKey(key, 4))
                .findFirst()
                .orElseThrow();
    }

    static final class NoKey implements PlantedBug {
        @Override
        public BugStory story() {
            return BugStory.of("Events are written without a key")
                    .seenAs("Customers are notified in a different order than their orders were decided.")
                    .revealedBy(Trigger.ORDERS)
                    .namedBy(FindingType.I5_LOST)
                    .fixedBy(
                            "Use as key what must stay in sequence: order, product or customer. Readers refuse other keys: `EventCodec#decode`.");
        }

        @Override
        public List<BytemanRule> rules() {
            return List.of(BytemanChange.in(
                            "org.apache.kafka.clients.producer.ProducerRecord",
                            "<init>(String, Integer, Long, Object, Object, Iterable)")
                    .when("$1.endsWith(\"notifications\")")
                    .does("$4 = null"));
        }
    }

    static final class PartitionsByTurns implements PlantedBug {
        @Override
        public BugStory story() {
            return BugStory.of("Events go to partitions in turn (round robin)")
                    .seenAs("Readers see a product's movements in the wrong sequence.")
                    .revealedBy(Trigger.ORDERS)
                    .namedBy(FindingType.I7_OUT_OF_ORDER)
                    .fixedBy("Let the producer choose the partition by key.");
        }

        @Override
        public Map<String, String> settings() {
            return Map.of(
                    "mp.messaging.outgoing.decided.partitioner.class",
                    "org.apache.kafka.clients.producer.RoundRobinPartitioner");
        }
    }

    static final class PartitionOfTheInput implements PlantedBug {
        @Override
        public BugStory story() {
            return BugStory.of("An event goes to the partition of its input record")
                    .seenAs("Readers see a product's movements in the wrong sequence.")
                    .revealedBy(Trigger.ORDERS)
                    .namedBy(FindingType.I7_OUT_OF_ORDER)
                    .fixedBy("Copy no metadata of the input record: `EventCodec#encode`.");
        }

        @Override
        public List<BytemanRule> rules() {
            return List.of(
                    BytemanChange.in(BytemanChange.PRODUCER, "partition(ProducerRecord, byte[], byte[], Cluster)")
                            .when("$1.topic().endsWith(\"inventory\")")
                            .does(
                                    "return java.lang.Integer.parseInt(org.apache.kafka.common.utils.Utils.utf8($1.headers().lastHeader(\"src\").value()).replaceAll(\"^[^:]*:|:[^:]*$\", \"\"))"));
        }
    }

    static final class PartitionsAdded implements PlantedBug {
        @Override
        public BugStory story() {
            return BugStory.of("Partitions are added to a topic whose sequence matters")
                    .seenAs("After partitions were added, readers see some products' movements in the wrong sequence.")
                    .revealedBy(Trigger.ORDERS)
                    .namedBy(FindingType.I7_OUT_OF_ORDER)
                    .fixedBy(
                            "Create `orders`, `inventory` and `notifications` with enough partitions. To get more, create a new topic.");
        }

        @Override
        public Map<String, String> settings() {
            return Map.of("kafka.metadata.max.age.ms", "500");
        }

        @Override
        public void plant(TestPipeline pipeline) {
            new TopicLogs(
                            pipeline.broker().bootstrapServers(),
                            pipeline.witness().topic(""))
                    .grow("inventory", partitions());
            TestPipeline.keepFaultFor(Duration.ofSeconds(2));
        }
    }

    static final class KeptTooBriefly implements PlantedBug {
        @Override
        public BugStory story() {
            return BugStory.of("The input's retention is one second")
                    .seenAs(
                            "After a night without replicas the pipeline refuses to start, and that night's orders are gone.")
                    .revealedBy(Trigger.DOWN_WHILE_LOGS_ARE_CLEANED)
                    .namedBy(FindingType.I6_LOST)
                    .fixedBy("Set `semel.topics.retention` longer than the longest outage.");
        }

        @Override
        public Map<String, String> settings() {
            return Map.of("semel.topics.retention", "1s");
        }
    }
}
