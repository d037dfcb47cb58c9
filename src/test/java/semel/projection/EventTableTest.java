package semel.projection;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import semel.kafka.Channels;
import semel.kafka.TestTopics;
import semel.order.EventId;

class EventTableTest {
    /** Events without a table would be read and then forgotten. */
    @Test
    void eachKindThatIsAppliedHasOneTable() {
        assertThat(ProjectionTables.TABLES)
                .extracting(EventTable::kind)
                .containsExactlyInAnyOrderElementsOf(EventId.Kind.applied());
    }

    /** Events that are not read would never be applied, and no audit would end. */
    @Test
    void eachTopicThatIsAppliedIsInTheSettingOfTheChannel() throws IOException {
        var settings = new Properties();
        try (var file = Files.newBufferedReader(Path.of("src", "main", "resources", "application.properties"))) {
            settings.load(file);
        }
        var topics = settings.getProperty("mp.messaging.incoming." + Channels.TO_APPLY + ".topics");
        assertThat(topics.replace("${semel.topics.prefix:}", "").split(","))
                .containsExactlyInAnyOrderElementsOf(new TestTopics().outputs());
    }
}
