package semel.intake;

import java.util.Optional;
import java.util.UUID;

/** What a client is told of a valid POST. */
sealed interface Acceptance {
    /**
     * The broker has it, and its row says so.
     *
     * @param replayed whether an earlier POST under the same key made the id
     */
    record Accepted(UUID id, boolean replayed) implements Acceptance {}

    /** The key stands for another request. */
    record KeyReused() implements Acceptance {}

    /**
     * Nobody knows whether the broker has it, or will; or it has it, and its row does not say so.
     *
     * @param id empty where not even the row is known: then nothing was sent
     */
    record Unconfirmed(Optional<UUID> id) implements Acceptance {}

    /** The broker takes it from no client now; an earlier POST under the key may have brought it there. */
    record RefusedByBroker(UUID id, SendRefusal why) implements Acceptance {}

    /**
     * The broker takes no record of this size. Nothing is left of it: it has no row, and binds no key.
     *
     * @param bytes of the record's value
     */
    record TooLarge(int bytes) implements Acceptance {}
}
