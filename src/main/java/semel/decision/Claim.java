package semel.decision;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import semel.kafka.Coordinates;

/** What a delivery of an id is, next to those before it. */
sealed interface Claim {
    /** The id was never seen: decide. */
    record First() implements Claim {}

    /** The id was decided as failed, and this is the copy by which its dead record is redriven: decide again. */
    record FailedBefore(Coordinates failedAt) implements Claim {}

    /** The delivery that was decided, again: emit the stored decision, its first emission may have been aborted. */
    record Redelivered(Decision decision) implements Claim {}

    /** The id was claimed by a delivery at other coordinates: emit nothing. */
    record Duplicate() implements Claim {}

    /** Intake accepted the id with other bytes: somebody else wrote this record. It claims nothing and becomes a dead letter. */
    record NotAsAccepted() implements Claim {}

    /** The id is older than what was pruned: nobody knows whether it was decided. It claims nothing and becomes a dead letter. */
    record Forgotten() implements Claim {}

    /**
     * What the database knows of a batch.
     *
     * @param stored by id, what earlier batches decided
     * @param foreign where deliveries stand whose ids intake accepted with other bytes
     * @param forgottenBefore a UUIDv7: of smaller ones without a decision nothing is known; null if nothing was pruned yet
     */
    record KnownIds(Map<UUID, Stored> stored, Set<Coordinates> foreign, UUID forgottenBefore) {
        private static final int TIMED = 7;

        /** Nothing was pruned yet. */
        KnownIds(Map<UUID, Stored> stored, Set<Coordinates> foreign) {
            this(stored, foreign, null);
        }

        private boolean mayHaveForgotten(UUID id) {
            return forgottenBefore != null
                    && id.version() == TIMED
                    && Long.compareUnsigned(id.getMostSignificantBits(), forgottenBefore.getMostSignificantBits()) < 0;
        }
    }

    /** What the database knows of an id. */
    record Stored(Coordinates at, Decision decision) {
        /** Whoever sends the dead record again means this failure and no later one. */
        boolean isRedrivenBy(Delivery delivery) {
            return decision.outcome() == Decision.StoredOutcome.FAILED && at.equals(delivery.redriven());
        }
    }

    /**
     * Tells for each delivery whether its id was seen before, and where.
     *
     * @return one for each decidable delivery, by its coordinates
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
        // Not "seen, so skip": the first attempt may have died before its Kafka commit.
        if (stored != null && stored.at().equals(delivery.at())) {
            return new Redelivered(stored.decision());
        }
        if (known.foreign().contains(delivery.at())) {
            return new NotAsAccepted();
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
