package semel.codec;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Set;
import semel.order.ProductId;
import semel.order.Receipt;
import semel.order.ReceiptId;

/**
 * Reads the body of {@code POST /inventory/{product}/receipts}, and reads and writes the records in {@code receipts-in} (key: the product
 * id).
 */
public final class ReceiptCodec {
    private ReceiptCodec() {}

    /** Reads a request body, {@code {"quantity":n}}. Unknown fields are violations. */
    public static Parsed<Receipt> fromRequest(byte[] body, ReceiptId id, ProductId product, Instant acceptedAt) {
        return receipt(JsonFields.of(body).only(Set.of("quantity")), id, product, acceptedAt);
    }

    public static byte[] key(ProductId product) {
        return product.value().getBytes(StandardCharsets.UTF_8);
    }

    public static byte[] encode(Receipt receipt) {
        return JsonWriter.object(json -> {
            SchemaVersion.write(json);
            json.writeStringField("receiptId", receipt.id().toString());
            json.writeStringField("productId", receipt.product().value());
            json.writeNumberField("quantity", receipt.quantity());
            json.writeStringField("acceptedAt", receipt.acceptedAt().toString());
        });
    }

    /** Reads a record of {@code receipts-in}; the key must be the product id. */
    public static Parsed<Receipt> decode(byte[] key, byte[] value) {
        var fields = JsonFields.of(value);
        SchemaVersion.check(fields);
        var id = fields.uuid("receiptId");
        var product = fields.text("productId", ProductId::new);
        if (product != null && !Arrays.equals(key, key(product))) {
            fields.violated("productId", "must be the record's key");
        }
        return receipt(fields, id == null ? null : new ReceiptId(id), product, fields.instant("acceptedAt"));
    }

    private static Parsed<Receipt> receipt(JsonFields fields, ReceiptId id, ProductId product, Instant acceptedAt) {
        var quantity = fields.integer("quantity", 1, Receipt.MAX_QUANTITY);
        return fields.build(() -> new Receipt(id, product, quantity.intValue(), acceptedAt));
    }

    /** @return canonical bytes of the request, without intake's id and time */
    public static byte[] canonical(Receipt receipt) {
        return JsonWriter.object(json -> {
            json.writeStringField("productId", receipt.product().value());
            json.writeNumberField("quantity", receipt.quantity());
        });
    }
}
