package semel.bench;

import static org.awaitility.Awaitility.await;

import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import semel.kafka.TestTopics;
import semel.kafka.TopicsConfig;
import semel.kit.Witness;

/** Creates the topics of one run. */
final class PeerTopics {
    private PeerTopics() {}

    /** Creates them as the application does. Returns when all partitions have a leader: a producer that starts earlier waits for long. */
    static void create(TopicsConfig topics, String bootstrapServers, Witness witness) {
        var wanted = topics.all().stream()
                .map(name -> new NewTopic(name, topics.partitions(), topics.replication())
                        .configs(Map.of("message.timestamp.type", "LogAppendTime")))
                .toList();
        try (var admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            admin.createTopics(wanted).all().get();
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
        await().atMost(RunSite.PATIENCE).ignoreExceptions().until(() -> {
            new TestTopics().all().forEach(witness::end);
            return true;
        });
    }

    static void delete(TopicsConfig topics, String bootstrapServers) {
        try (var admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            admin.deleteTopics(topics.all()).all().get();
        } catch (Exception gone) {
            // never created
        }
    }
}
