package semel.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Arrays;
import java.util.stream.Collectors;
import semel.order.Event;
import semel.order.Outcome;

/** Writes and reads the events of one kind. */
abstract class KindCodec<E extends Event> {
    final MessageType type;

    /** @param family the name of the message type, without its version */
    KindCodec(String family) {
        this.type = new MessageType(family, "/semel/decision");
    }

    abstract byte[] key(E event);

    /** Writes the fields between {@code schema} and {@code decidedAt}, which {@link EventCodec} writes. */
    abstract void write(JsonGenerator json, E event) throws IOException;

    /** Reads all fields but {@code schema}. */
    abstract Parsed<E> read(JsonFields fields);

    static Outcome outcome(String text) {
        return Arrays.stream(Outcome.values())
                .filter(outcome -> outcome.name().equals(text))
                .findAny()
                .orElseThrow(() -> new IllegalArgumentException("must be one of "
                        + Arrays.stream(Outcome.values()).map(Enum::name).collect(Collectors.joining(", "))));
    }
}
