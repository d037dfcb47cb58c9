package semel.planted;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import semel.audit.Anomaly;
import semel.audit.Invariant;
import semel.kit.Rule;
import semel.kit.Stage;

/** Where records stand, and for how long. */
final class Layout {
    private Layout() {}

    static List<PlantedBug> all() {
        return List.of(
                new NoKey(),
                new PartitionsByTurns(),
                new PartitionOfTheInput(),
                new PartitionsAdded(),
                new KeptTooBriefly());
    }

    /** So many that the goods change their partition. */
    private static int partitions() {
        var key = Scene.GOODS.getBytes(StandardCharsets.UTF_8);
        return IntStream.rangeClosed(5, 8)
                .filter(many ->
                        BuiltInPartitioner.partitionForKey(key, many) != BuiltInPartitioner.partitionForKey(key, 4))
                .findFirst()
                .orElseThrow();
    }

    static final class NoKey implements PlantedBug {
        @Override
        public Story story() {
            return Story.of("Events are written without a key")
                    .seenAs("Customers hear of their orders in another order than they were decided.")
                    .revealedBy(Trigger.ORDERS)
                    .namedBy(Invariant.I5, Anomaly.Lost.class)
                    .fixedBy(
                            "The key is that of which the order matters: order, product, customer. Readers refuse any other: `EventCodec#decode`.");
        }

        @Override
        public List<Rule> rules() {
            return List.of(Change.in(
                            "org.apache.kafka.clients.producer.ProducerRecord",
                            "<init>(String, Integer, Long, Object, Object, Iterable)")
                    .when("$1.endsWith(\"notifications\")")
                    .does("$4 = null"));
        }
    }

    static final class PartitionsByTurns implements PlantedBug {
        @Override
        public Story story() {
            return Story.of("Events go to the partitions by turns")
                    .seenAs("Readers see a product's movements in another order than they happened.")
                    .revealedBy(Trigger.ORDERS)
                    .namedBy(Invariant.I7, Anomaly.OutOfOrder.class)
                    .fixedBy("Leave the choice to the producer, which goes by the key.");
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
        public Story story() {
            return Story.of("An event goes to the partition that its order came from")
                    .seenAs("Readers see a product's movements in another order than they happened.")
                    .revealedBy(Trigger.ORDERS)
                    .namedBy(Invariant.I7, Anomaly.OutOfOrder.class)
                    .fixedBy("Carry nothing of an incoming record's metadata over: `EventCodec#encode`.");
        }

        @Override
        public List<Rule> rules() {
            return List.of(
                    Change.in(Change.PRODUCER, "partition(ProducerRecord, byte[], byte[], Cluster)")
                            .when("$1.topic().endsWith(\"inventory\")")
                            .does(
                                    "return java.lang.Integer.parseInt(org.apache.kafka.common.utils.Utils.utf8($1.headers().lastHeader(\"src\").value()).replaceAll(\"^[^:]*:|:[^:]*$\", \"\"))"));
        }
    }

    static final class PartitionsAdded implements PlantedBug {
        @Override
        public Story story() {
            return Story.of("Partitions are added to a topic of which the order matters")
                    .seenAs(
                            "Since the topic has grown, readers see some products' movements in another order than they happened.")
                    .revealedBy(Trigger.ORDERS)
                    .namedBy(Invariant.I7, Anomaly.OutOfOrder.class)
                    .fixedBy(
                            "Partitions of `orders`, `inventory` and `notifications` are as many as will ever be needed; more need a new topic.");
        }

        @Override
        public Map<String, String> settings() {
            return Map.of("kafka.metadata.max.age.ms", "500");
        }

        @Override
        public void plant(Stage stage) {
            new Logs(stage.broker().bootstrapServers(), stage.witness().topic("")).grow("inventory", partitions());
            Scene.lasts(Duration.ofSeconds(2));
        }
    }

    static final class KeptTooBriefly implements PlantedBug {
        @Override
        public Story story() {
            return Story.of("The input is kept for a second")
                    .seenAs("After a night without replicas nothing works, and the orders of that night are gone.")
                    .revealedBy(Trigger.DOWN_WHILE_LOGS_ARE_CLEANED)
                    .namedBy(Invariant.I6, Anomaly.Lost.class)
                    .fixedBy("`semel.topics.retention` is longer than anybody will ever be down.");
        }

        @Override
        public Map<String, String> settings() {
            return Map.of("semel.topics.retention", "1s");
        }
    }
}
