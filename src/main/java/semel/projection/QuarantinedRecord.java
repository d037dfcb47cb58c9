package semel.projection;

import java.util.Arrays;
import semel.kafka.Coordinates;

/** A record that cannot be read as an event, and the reason. Key and value may be null, and are cut to a maximum length. */
record QuarantinedRecord(Coordinates at, String reason, byte[] key, byte[] value) {
    static final int MAX_KEY_BYTES = 1024;
    static final int MAX_VALUE_BYTES = 65_536;

    QuarantinedRecord {
        key = cut(key, MAX_KEY_BYTES);
        value = cut(value, MAX_VALUE_BYTES);
    }

    private static byte[] cut(byte[] bytes, int length) {
        return bytes == null || bytes.length <= length ? bytes : Arrays.copyOf(bytes, length);
    }
}
