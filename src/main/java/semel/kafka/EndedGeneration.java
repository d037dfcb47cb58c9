package semel.kafka;

import java.util.List;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.StaleMemberEpochException;
import org.apache.kafka.common.errors.UnknownMemberIdException;

/**
 * Tells whether a consumer's call failed because its group is in a later generation (KIP-848: member epoch).
 *
 * @see "docs/explanation/decisions/0026-a-generation-that-is-over-is-joined-again.md"
 */
final class EndedGeneration {
    private static final List<Class<? extends RuntimeException>> OVER = List.of(
            CommitFailedException.class, // the member is unknown to the broker, or has another generation or epoch
            RebalanceInProgressException.class, // the group is between two generations
            UnknownMemberIdException.class, // as the first, when a KIP-848 consumer asks for committed offsets
            StaleMemberEpochException.class);

    private EndedGeneration() {}

    static boolean isOver(RuntimeException failure) {
        return OVER.stream().anyMatch(over -> over.isInstance(failure));
    }
}
