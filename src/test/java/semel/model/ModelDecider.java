package semel.model;

import static semel.model.ModelReplica.Phase.*;
import static semel.model.Protocol.Deviation.*;

import semel.model.ModelStep.Turn;

/** Models the database transaction of a batch: it reads the claims of the batch's ids, and then stores what follows from them. */
final class ModelDecider {
    private ModelDecider() {}

    /** Only with a history it matters that claims are read and stored by two statements of one transaction. */
    static void decide(Turn turn) {
        if (!readClaims(turn)) {
            return;
        }
        if (turn.state().hasHistory()) {
            turn.become(CLAIMED);
        } else {
            store(turn);
        }
    }

    /** @return whether the batch is accepted: then its replica knows what to publish. Otherwise it has gone back. */
    private static boolean readClaims(Turn turn) {
        var self = turn.self();
        if (ModelState.anyPartition(partition ->
                self.holds(partition) && turn.state().database().refuses(partition, self.first(partition)))) {
            WorkStep.rewind(turn);
            return false;
        }
        turn.input().each(self::holds, (partition, offset) -> {
            if (turn.state().database().isClaimedAt(partition, offset)) {
                if (!turn.has(SEEN_SO_SKIP)) {
                    self.emit(partition, offset);
                }
            } else if (isFirst(turn, partition, offset)) {
                self.emitFresh(partition, offset);
            }
        });
        return true;
    }

    private static boolean isFirst(Turn turn, int partition, int offset) {
        var state = turn.state();
        var id = turn.input().id(partition, offset);
        return (!state.differsFromAccepted(partition, offset) || turn.has(FOREIGN_DECIDED))
                && !staysSettled(turn, partition, offset)
                && (!state.isForgotten(id) || turn.has(OLD_IDS_DECIDED))
                && !state.database().isClaimed(id)
                && !emits(turn, id);
    }

    private static boolean emits(Turn turn, int id) {
        return turn.input()
                .any((partition, offset) ->
                        turn.self().emits(partition, offset) && turn.input().id(partition, offset) == id);
    }

    /** Stores what follows from the claims that were read, or goes back if another transaction has changed one of them. */
    static void store(Turn turn) {
        var self = turn.self();
        var database = turn.state().database();
        if (turn.input()
                .any((partition, offset) -> self.isFresh(partition, offset) && isTaken(turn, partition, offset))) {
            WorkStep.rewind(turn);
            return;
        }
        turn.input().each(self::holds, (partition, offset) -> {
            if (self.isFresh(partition, offset)) {
                database.claim(turn.input().id(partition, offset), partition, offset);
            } else if (turn.state().hasHistory() && !self.emits(partition, offset)) {
                trace(turn, partition, offset);
            }
        });
        ModelState.eachPartition(self::holds, partition -> database.progress(partition, self.first(partition)));
        self.haveStored();
        turn.become(DECIDED);
    }

    private static boolean isTaken(Turn turn, int partition, int offset) {
        var id = turn.input().id(partition, offset);
        return turn.state().database().isClaimed(id)
                || turn.state().isForgotten(id) && !turn.has(OLD_IDS_DECIDED) && !turn.has(OLD_IDS_STORED);
    }

    /** What is stored of a delivery stays. */
    private static boolean staysSettled(Turn turn, int partition, int offset) {
        return turn.state().isSettled(partition, offset) && !turn.has(OUTCOMES_FORGOTTEN);
    }

    private static void trace(Turn turn, int partition, int offset) {
        if (staysSettled(turn, partition, offset)) {
            return;
        }
        if (turn.state().database().isClaimed(turn.input().id(partition, offset))
                && !turn.state().differsFromAccepted(partition, offset)) {
            turn.history().suppress(partition, offset);
        } else {
            turn.history().bury(partition, offset);
        }
    }
}
