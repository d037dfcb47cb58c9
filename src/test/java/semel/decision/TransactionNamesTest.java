package semel.decision;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class TransactionNamesTest {
    private final TransactionNames names = new TransactionNames("replica-1");

    private List<String> stamped(String... topics) {
        var records = Stream.of(topics)
                .map(topic -> new ProducerRecord<byte[], byte[]>(topic, new byte[0]))
                .toList();
        return names.stamp(records).stream()
                .map(record -> new String(record.headers().lastHeader("tx").value(), UTF_8))
                .toList();
    }

    @Test
    void eachRecordNamesTheNumberOfRecordsPerTopicInItsTransaction() {
        var stamps = stamped("orders", "inventory", "inventory", "notifications");

        assertThat(stamps).hasSize(4);
        assertThat(stamps.stream().distinct())
                .singleElement()
                .asString()
                .matches("replica-1/[0-9a-f]{8}:1:inventory=2,notifications=1,orders=1");
    }

    @Test
    void namesAreUniquePerTransactionAndRun() {
        var first = stamped("orders").get(0);

        assertThat(stamped("orders").get(0)).isEqualTo(first.replace(":1:", ":2:"));
        assertThat(new TransactionNamesTest().stamped("orders").get(0)).isNotEqualTo(first);
    }
}
