package semel.decision;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.Test;
import semel.kafka.Coordinates;
import semel.kafka.TestTopics;
import semel.order.Order;

class OutputRecordsTest {
    private static List<ProducerRecord<byte[], byte[]>> records(
            List<Decided.Settled> settled, List<Decided.DeadDelivery> undecidable) {
        return OutputRecords.of(new TestTopics(), new Decided(settled, List.of(), undecidable, Map.of(), null));
    }

    private static Decided.Settled settled(Delivery delivery, Decision.StoredOutcome outcome, Movement... movements) {
        var reason = outcome == Decision.StoredOutcome.FULFILLED ? null : "NO";
        var id = SampleDeliveries.ids(delivery).get(0);
        return new Decided.Settled(
                delivery, new Decision(id, outcome, reason, List.of(movements), SampleDeliveries.NOON), true, null);
    }

    private static Order order() {
        return SampleDeliveries.order(SampleDeliveries.line("pen", 1));
    }

    private static String header(ProducerRecord<byte[], byte[]> record, String name) {
        var header = record.headers().lastHeader(name);
        return header == null ? null : new String(header.value(), UTF_8);
    }

    @Test
    void theyAreInBatchOrderWithUnreadableRecordsLast() {
        var records = records(
                List.of(
                        settled(
                                SampleDeliveries.delivery(0, order()),
                                Decision.StoredOutcome.FULFILLED,
                                new Movement(1, 9)),
                        settled(SampleDeliveries.delivery(1, order()), Decision.StoredOutcome.FAILED),
                        settled(SampleDeliveries.delivery(3, order()), Decision.StoredOutcome.REFUSED)),
                List.of(new Decided.DeadDelivery(SampleDeliveries.unreadable(2), DeadLetters.UNREADABLE, "x")));

        assertThat(records)
                .extracting(record -> record.topic() + " of " + header(record, "src"))
                .containsExactly(
                        "orders of orders-in:0:0",
                        "inventory of orders-in:0:0",
                        "notifications of orders-in:0:0",
                        "orders-dead-letters of orders-in:0:1",
                        "orders of orders-in:0:3",
                        "notifications of orders-in:0:3",
                        "orders-dead-letters of orders-in:0:2");
        assertThat(header(records.get(3), "reason")).isEqualTo("policy-failed");
        assertThat(header(records.get(6), "reason")).isEqualTo("unreadable");
    }

    @Test
    void onlyRecordsOfACopyHaveTheRedriveHeader() {
        var dead = new Coordinates("orders-in", 0, 4);
        var copy = SampleDeliveries.copyOf(dead, SampleDeliveries.delivery(9, order()));
        var unreadable = SampleDeliveries.copyOf(dead, SampleDeliveries.unreadable(8));

        var records = records(
                List.of(
                        settled(copy, Decision.StoredOutcome.REFUSED),
                        settled(SampleDeliveries.delivery(10, order()), Decision.StoredOutcome.REFUSED)),
                List.of(new Decided.DeadDelivery(unreadable, DeadLetters.UNREADABLE, "x")));

        assertThat(records)
                .extracting(record -> header(record, "redrive"))
                .containsExactly("orders-in:0:4", "orders-in:0:4", null, null, "orders-in:0:4");
    }

    @Test
    void eachHasTheTraceOfItsInput() {
        var trace = List.<Header>of(
                new RecordHeader("traceparent", new byte[] {1}), new RecordHeader("tracestate", new byte[] {2}));
        var plain = SampleDeliveries.delivery(0, order());
        var traced = new Delivery(plain.at(), plain.content(), plain.key(), plain.value(), null, trace);

        var records = records(List.of(settled(traced, Decision.StoredOutcome.REFUSED)), List.of());

        assertThat(records)
                .hasSize(2)
                .allSatisfy(record -> assertThat(record.headers()).containsAll(trace));
    }
}
