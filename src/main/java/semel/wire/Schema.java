package semel.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

/** The version that each record carries. Readers take 1 with whatever fields a later writer adds, and refuse others. */
final class Schema {
    static final int VERSION = 1;

    private Schema() {}

    static void write(JsonGenerator json) throws IOException {
        json.writeNumberField("schema", VERSION);
    }

    static void check(Fields fields) {
        fields.integer("schema", VERSION, VERSION);
    }
}
