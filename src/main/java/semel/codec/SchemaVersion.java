package semel.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

/** The version that each record carries. Readers take 1 with whatever fields a later writer adds, and refuse others. */
final class SchemaVersion {
    static final int VERSION = 1;

    private SchemaVersion() {}

    static void write(JsonGenerator json) throws IOException {
        json.writeNumberField("schema", VERSION);
    }

    static void check(JsonFields fields) {
        fields.integer("schema", VERSION, VERSION);
    }
}
