package semel.kafka;

import java.util.List;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.StaleMemberEpochException;
import org.apache.kafka.common.errors.UnknownMemberIdException;

/**
 * Tells whether a call of a consumer failed because its group has moved on to another generation (KIP-848: member epoch).
 *
 * @see "docs/explanation/decisions/0026-a-generation-that-is-over-is-joined-again.md"
 */
final class EndedGeneration {
    private static final List<Class<? extends RuntimeException>> OVER = List.of(
            CommitFailedException.class, // the broker does not know the member, or only in another generation or epoch
            RebalanceInProgressException.class, // the group is between two generations
            UnknownMemberIdException.class, // as the first, of a consumer of KIP-848 that asks for committed offsets
            StaleMemberEpochException.class);

    private EndedGeneration() {}

    static boolean isOver(RuntimeException failure) {
        return OVER.stream().anyMatch(over -> over.isInstance(failure));
    }
}
