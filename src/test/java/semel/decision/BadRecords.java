package semel.decision;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.record.DefaultRecord;
import org.apache.kafka.common.record.DefaultRecordBatch;
import semel.codec.OrderCodec;
import semel.codec.ReceiptCodec;
import semel.kit.Witness;
import semel.order.ProductId;
import semel.order.Receipt;
import semel.order.ReceiptId;

/** Generates odd input records for one partition of each input: some cannot be decided, some can. */
final class BadRecords {
    static final int PARTITION = 0;
    static final int MAX_MESSAGE_BYTES = 1_048_588;

    private static final int MEBIBYTE = 1 << 20;
    private static final Header[] NO_HEADERS = {};

    private final Witness witness;
    private final String product;
    private final Random random = new Random(7);

    /** @param product in every order and receipt that can be decided */
    BadRecords(Witness witness, String product) {
        this.witness = witness;
        this.product = product;
    }

    /** @param isDead whether it cannot be decided */
    record Case(String name, ProducerRecord<byte[], byte[]> record, boolean isDead) {}

    /** Makes a valid record of one input, with a new id each time. */
    private interface Valid {
        ProducerRecord<byte[], byte[]> next();
    }

    ProducerRecord<byte[], byte[]> anOrder() {
        var order = witness.anOrder(UUID.randomUUID(), product);
        return to("orders-in", OrderCodec.key(order.id()), OrderCodec.encode(order));
    }

    ProducerRecord<byte[], byte[]> aReceipt() {
        var receipt = new Receipt(
                new ReceiptId(UUID.randomUUID()), new ProductId(product), 1, Instant.parse("2026-01-01T00:00:00Z"));
        return to("receipts-in", ReceiptCodec.key(receipt.product()), ReceiptCodec.encode(receipt));
    }

    private ProducerRecord<byte[], byte[]> to(String topic, byte[] key, byte[] value, Header... headers) {
        return new ProducerRecord<>(witness.topic(topic), PARTITION, key, value, List.of(headers));
    }

    List<Case> all() {
        var cases = new ArrayList<Case>();
        all(cases, "orders-in", this::anOrder);
        all(cases, "receipts-in", this::aReceipt);
        return cases;
    }

    private void all(List<Case> cases, String topic, Valid valid) {
        noObjects(cases, topic, valid);
        otherFields(cases, topic, valid);
        keys(cases, topic, valid);
        circumstances(cases, topic, valid);
    }

    private void noObjects(List<Case> cases, String topic, Valid valid) {
        var key = valid.next().key();
        dead(cases, topic, "null", key, null);
        dead(cases, topic, "null under a null key", null, null);
        for (var text : List.of(
                "",
                " ",
                "null",
                "true",
                "7",
                "\"x\"",
                "[]",
                "{}",
                "{",
                "}",
                "<order/>",
                "[".repeat(10_000),
                "{\"a\":".repeat(10_000),
                "{\"schema\":1e400}",
                "{\"a\":NaN}",
                "\u0000")) {
            dead(cases, topic, text, key, text.getBytes(UTF_8));
        }
        for (int length : new int[] {1, 5, 100, 10_000}) {
            dead(cases, topic, length + " random bytes", key, noise(length));
        }
        var value = text(valid.next());
        dead(cases, topic, "array", key, ("[" + value + "]").getBytes(UTF_8));
        dead(cases, topic, "twice", key, (value + value).getBytes(UTF_8));
        dead(
                cases,
                topic,
                "truncated",
                key,
                value.substring(0, value.length() - 1).getBytes(UTF_8));
        dead(cases, topic, "byte order mark", key, ("\ufeff" + value).getBytes(UTF_8));
        dead(cases, topic, "UTF-16", key, value.getBytes(UTF_16LE));
        dead(
                cases,
                topic,
                "Latin-1",
                key,
                value.replace("{", "{\"a\":\"\u00e9\",").getBytes(ISO_8859_1));
        dead(
                cases,
                topic,
                "a key twice",
                key,
                value.replace("{\"schema\":1", "{\"schema\":1,\"schema\":1").getBytes(UTF_8));
    }

    private void otherFields(List<Case> cases, String topic, Valid valid) {
        for (var schema : List.of("0", "2", "99", "-1", "null", "\"1\"", "1.5", "true", "9223372036854775808")) {
            change(cases, topic, valid, "\"schema\":1,", "\"schema\":" + schema + ",");
        }
        change(cases, topic, valid, "\"schema\":1,", "");
        change(cases, topic, valid, "\"acceptedAt\"", "\"at\"");
        for (var time : List.of(
                "yesterday",
                "0000-12-31T23:59:59Z",
                "+10000-01-01T00:00:00Z",
                "2026-01-01T00:00:00",
                "2026-02-30T00:00:00Z")) {
            var value = text(valid.next());
            var start = value.indexOf("\"acceptedAt\":\"") + 14;
            var changed = value.substring(0, start) + time + value.substring(value.indexOf('"', start));
            dead(cases, topic, time, valid.next().key(), changed.getBytes(UTF_8));
        }
        for (var quantity : List.of("0", "-1", "2147483648", "1.5", "\"1\"", "null")) {
            change(cases, topic, valid, "\"quantity\":1", "\"quantity\":" + quantity);
        }
        for (var id : List.of("", "\\u0000", "\\ud800", "a b", "x".repeat(10_000))) {
            change(cases, topic, valid, product, id);
        }
        change(cases, topic, valid, "Id\":\"", "Id\":\"X");
        if (topic.equals("orders-in")) {
            dead(cases, topic, "a receipt", valid.next().key(), aReceipt().value());
            change(cases, topic, valid, "\"EUR\"", "\"ABC\"");
            change(cases, topic, valid, "\"unitPrice\":100", "\"unitPrice\":10000000001");
            change(cases, topic, valid, "\"lines\":[", "\"lines\":[7,");
            change(cases, topic, valid, "\"orderId\"", "\"receiptId\"");
        } else {
            dead(cases, topic, "an order", valid.next().key(), anOrder().value());
        }
    }

    /** Adds a record with one text of its value replaced. */
    private void change(List<Case> cases, String topic, Valid valid, String text, String other) {
        var record = valid.next();
        var changed = text(record).replace(text, other);
        dead(cases, topic, text + " is " + other, record.key(), changed.getBytes(UTF_8));
    }

    private void keys(List<Case> cases, String topic, Valid valid) {
        var record = valid.next();
        dead(cases, topic, "null key", null, record.value());
        dead(cases, topic, "empty key", new byte[0], record.value());
        dead(cases, topic, "another's key", UUID.randomUUID().toString().getBytes(UTF_8), record.value());
        dead(cases, topic, "key and a space", (new String(record.key(), UTF_8) + " ").getBytes(UTF_8), record.value());
        dead(
                cases,
                topic,
                "key in capitals",
                new String(record.key(), UTF_8).toUpperCase(Locale.ROOT).getBytes(UTF_8),
                record.value());
        dead(cases, topic, "random key", noise(16), record.value());
        dead(cases, topic, "huge key", noise(MEBIBYTE - 2_000), record.value());
    }

    /** Headers, timestamps and sizes must not change what the value decides. */
    private void circumstances(List<Case> cases, String topic, Valid valid) {
        var headers = new LinkedHashMap<String, Header[]>();
        headers.put("a header of a mebibyte", new Header[] {new RecordHeader("a", noise(MEBIBYTE - 2_000))});
        headers.put("a header that is not UTF-8", new Header[] {new RecordHeader("traceparent", noise(16))});
        headers.put("a header without a value", new Header[] {new RecordHeader("a", null)});
        headers.put("a header without a name", new Header[] {new RecordHeader("", noise(1))});
        headers.put("headers of ours", new Header[] {
            header("src", "orders-in:0:0"),
            header("src", "x"),
            header("tx", "x"),
            header("ce_id", "x"),
            header("reason", "x")
        });
        headers.put("headers that divert", new Header[] {header("REPLY_TOPIC", "x"), header("REPLY_PARTITION", "99")});
        headers.put(
                "a thousand headers",
                Collections.nCopies(1_000, header("a", "b")).toArray(Header[]::new));
        headers.forEach((name, odd) -> {
            var record = valid.next();
            cases.add(new Case(topic + ", " + name, to(topic, record.key(), record.value(), odd), false));
            cases.add(new Case(topic + ", {} and " + name, to(topic, record.key(), "{}".getBytes(UTF_8), odd), true));
        });
        for (var at : List.of(Instant.EPOCH, Instant.parse("9999-12-31T23:59:59Z"))) {
            var record = valid.next();
            cases.add(new Case(topic + " of " + at, at(at, record, record.value()), false));
            cases.add(new Case(topic + ", {} of " + at, at(at, record, "{}".getBytes(UTF_8)), true));
        }
        var record = valid.next();
        var more = text(record).replace("{\"schema\":1,", "{\"schema\":1,\"later\":\"\",");
        var length = more.getBytes(UTF_8).length;
        var padding = largest(record.key()) - length;
        cases.add(new Case(
                topic + ", the largest that can be decided",
                to(
                        topic,
                        record.key(),
                        more.replace("\"later\":\"\"", "\"later\":\"" + "x".repeat(padding) + "\"")
                                .getBytes(UTF_8)),
                false));
        cases.add(new Case(topic + ", the largest noise", to(topic, record.key(), noise(largest(record.key()))), true));
    }

    /** One byte larger than the broker accepts. */
    ProducerRecord<byte[], byte[]> tooLarge() {
        var key = anOrder().key();
        return to("orders-in", key, noise(largest(key) + 1));
    }

    private static int largest(byte[] key) {
        var length = MAX_MESSAGE_BYTES;
        while (DefaultRecordBatch.RECORD_BATCH_OVERHEAD
                        + DefaultRecord.sizeInBytes(0, 0, key.length, length, NO_HEADERS)
                > MAX_MESSAGE_BYTES) {
            length--;
        }
        return length;
    }

    private static ProducerRecord<byte[], byte[]> at(Instant at, ProducerRecord<byte[], byte[]> record, byte[] value) {
        return new ProducerRecord<>(record.topic(), PARTITION, at.toEpochMilli(), record.key(), value);
    }

    private void dead(List<Case> cases, String topic, String name, byte[] key, byte[] value) {
        cases.add(new Case(topic + ", " + name.substring(0, Math.min(60, name.length())), to(topic, key, value), true));
    }

    private static Header header(String name, String value) {
        return new RecordHeader(name, value.getBytes(UTF_8));
    }

    private static String text(ProducerRecord<byte[], byte[]> record) {
        return new String(record.value(), UTF_8);
    }

    private byte[] noise(int length) {
        var bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
