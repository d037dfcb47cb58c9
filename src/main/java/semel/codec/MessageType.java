package semel.codec;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.regex.Pattern;
import org.apache.kafka.common.header.Headers;
import semel.order.EventId;

/**
 * The type of a message. Its name is used in the header {@code ce_type} and for the JSON Schema of its value,
 * {@code schemas/<name>.json}.
 *
 * @see "docs/explanation/decisions/0013-a-breaking-change-is-a-new-type.md"
 */
public final class MessageType {
    public static final MessageType ORDER_ACCEPTED = new MessageType("semel.order.accepted", "/semel/intake");
    public static final MessageType RECEIPT_ACCEPTED = new MessageType("semel.receipt.accepted", "/semel/intake");

    private static final String TYPE = "ce_type";
    private static final byte[] SPEC_VERSION = ascii("1.0");
    private static final byte[] JSON = ascii("application/json");

    private final String name;
    private final byte[] type;
    private final byte[] source;
    private final Pattern later;

    MessageType(String family, String source) {
        this.name = family + ".v" + SchemaVersion.VERSION;
        this.type = ascii(name);
        this.source = ascii(source);
        this.later = Pattern.compile(Pattern.quote(family) + "\\.v(?!0|" + SchemaVersion.VERSION + "$)[0-9]{1,9}");
    }

    /** The name with its version, such as {@code semel.order.decided.v1}. */
    public String text() {
        return name;
    }

    static MessageType of(EventId.Kind kind) {
        return EventCodec.of(kind).type;
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Adds the attributes of a CloudEvent in binary mode (its Kafka protocol binding 1.0.2); the record's value is the data.
     *
     * @param subject the id of the order or receipt
     * @param id the same each time the message is sent
     */
    public void describe(Headers headers, UUID subject, String id) {
        headers.add("ce_specversion", SPEC_VERSION);
        headers.add("ce_id", ascii(id));
        headers.add("ce_source", source);
        headers.add(TYPE, type);
        headers.add("ce_subject", ascii(subject.toString()));
        // The binding's name for datacontenttype, without the prefix of the other attributes.
        headers.add("content-type", JSON);
    }

    /** Whether a record names this type in a later version. */
    boolean isOfLaterVersion(Headers headers) {
        var header = headers.lastHeader(TYPE);
        return header != null
                && header.value() != null
                && later.matcher(new String(header.value(), StandardCharsets.US_ASCII))
                        .matches();
    }
}
