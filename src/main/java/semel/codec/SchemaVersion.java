package semel.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

/** Writes and checks the schema version of a record. Readers accept version 1, also with unknown fields, and refuse other versions. */
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
