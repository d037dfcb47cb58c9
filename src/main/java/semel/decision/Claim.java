package semel.decision;

import com.github.f4b6a3.uuid.util.UuidComparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import semel.kafka.Coordinates;

/** Says how a delivery relates to earlier deliveries of the same id, and so what to do with it. */
sealed interface Claim {
    /** No earlier delivery has the id: decide it. */
    record First() implements Claim {}

    /** The decision at {@code failedAt} failed, and this delivery redrives its dead letter: decide the id again. */
    record FailedBefore(Coordinates failedAt) implements Claim {}

    /** This delivery is decided already: publish the stored decision again, because its first transaction may have been aborted. */
    record Redelivered(Decision decision) implements Claim {}

    /** A delivery at other coordinates claimed the id: publish nothing. */
    record Duplicate() implements Claim {}

    /** Intake accepted other bytes under the id, so another client wrote this record. It claims nothing and becomes a dead letter. */
    record NotAsAccepted() implements Claim {}

    /** The id is so old that its decision may have been pruned. It claims nothing and becomes a dead letter. */
    record Forgotten() implements Claim {}

    /**
     * What the database holds for a batch.
     *
     * @param stored decisions of earlier batches, by id
     * @param settled claims of deliveries that cannot be decided: of those that intake did not accept, and of those that claimed
     *     nothing when they were delivered before
     * @param forgottenBefore a UUIDv7: a smaller one without a decision may have been pruned; null if nothing was pruned yet
     */
    record KnownIds(Map<UUID, Stored> stored, Map<Coordinates, Claim> settled, UUID forgottenBefore) {
        private static final int TIMED = 7;

        /** Nothing was pruned yet. */
        KnownIds(Map<UUID, Stored> stored, Map<Coordinates, Claim> settled) {
            this(stored, settled, null);
        }

        private boolean mayHaveForgotten(UUID id) {
            return forgottenBefore != null
                    && id.version() == TIMED
                    && UuidComparator.opaqueCompare(id, forgottenBefore) < 0; // as the database compares them
        }
    }

    /** A stored decision, and the coordinates that claimed its id. */
    record Stored(Coordinates at, Decision decision) {
        /** A redrive names the failure that it follows, so it cannot replace a later one. */
        boolean isRedrivenBy(Delivery delivery) {
            return decision.outcome() == Decision.StoredOutcome.FAILED && at.equals(delivery.redriven());
        }
    }

    /**
     * Classifies each decidable delivery.
     *
     * @return one claim for each decidable delivery, by its coordinates
     * @see "docs/explanation/decisions/0003-claims-by-coordinates.md"
     * @see "docs/explanation/decisions/0023-what-is-accepted-is-decided-and-judged.md"
     */
    static Map<Coordinates, Claim> of(List<Delivery> deliveries, KnownIds known) {
        var taken = new HashSet<UUID>();
        var claims = new HashMap<Coordinates, Claim>();
        for (var delivery : deliveries) {
            if (delivery.content() instanceof Content.Decidable decidable) {
                var claim = of(delivery, decidable.id(), known, taken.contains(decidable.id()));
                claims.put(delivery.at(), claim);
                if (claim instanceof First || claim instanceof FailedBefore) {
                    taken.add(decidable.id());
                }
            }
        }
        return claims;
    }

    private static Claim of(Delivery delivery, UUID id, KnownIds known, boolean isTaken) {
        var stored = known.stored().get(id);
        // Not "seen, so skip": the process may have ended before the first attempt's Kafka commit.
        if (stored != null && stored.at().equals(delivery.at())) {
            return new Redelivered(stored.decision());
        }
        var settled = known.settled().get(delivery.at());
        if (settled != null) {
            return settled;
        }
        if (stored == null && known.mayHaveForgotten(id)) {
            return new Forgotten();
        }
        if (stored == null) {
            return isTaken ? new Duplicate() : new First();
        }
        return !isTaken && stored.isRedrivenBy(delivery) ? new FailedBefore(stored.at()) : new Duplicate();
    }
}
