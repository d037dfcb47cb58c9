package semel.intake;

import java.util.Optional;
import java.util.UUID;

/** What a client is told of a valid POST. */
sealed interface Acceptance {
    /**
     * The broker has it.
     *
     * @param replayed whether an earlier POST under the same key made the id
     */
    record Accepted(UUID id, boolean replayed) implements Acceptance {}

    /** The key stands for another request. */
    record KeyReused() implements Acceptance {}

    /**
     * Nobody knows whether the broker has it, or will.
     *
     * @param id empty where not even the row is known: then nothing was sent
     */
    record Unknown(Optional<UUID> id) implements Acceptance {}

    /** The broker does not take it, whoever sends it. */
    record Refused(UUID id) implements Acceptance {}
}
