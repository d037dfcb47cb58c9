package semel.intake;

import java.util.Optional;
import java.util.UUID;

/** The outcome of a valid POST. */
sealed interface Acceptance {
    /**
     * The broker acknowledged the record, and its row is marked.
     *
     * @param replayed whether an earlier POST with the same key created the id
     */
    record Accepted(UUID id, boolean replayed) implements Acceptance {}

    /** The key was used for another request. */
    record KeyReused() implements Acceptance {}

    /**
     * The record may be at the broker, or may still get there; or it is there, but its row is not marked.
     *
     * @param id empty if not even the row is known to exist; then nothing was sent
     */
    record Unconfirmed(Optional<UUID> id) implements Acceptance {}

    /** The broker refuses the record now. An earlier POST with the same key may have written it. */
    record Refused(UUID id, SendRefusal why) implements Acceptance {}

    /**
     * The record is too large for the broker. Its row was removed, so the key is free again.
     *
     * @param bytes of the record's value
     */
    record TooLarge(int bytes) implements Acceptance {}
}
