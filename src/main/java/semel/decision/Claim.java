package semel.decision;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import semel.wire.Coordinates;

/** What a delivery of an id is, next to those before it. */
sealed interface Claim {
    /** The id was never seen: decide. */
    record First() implements Claim {}

    /** The id was decided as failed, and this is the copy by which its dead record is redriven: decide again. */
    record Again(Coordinates failedAt) implements Claim {}

    /** The delivery that was decided, again: emit the stored decision, its first emission may have been aborted. */
    record Redelivered(Decision decision) implements Claim {}

    /** The id was claimed by a delivery at other coordinates: emit nothing. */
    record Duplicate() implements Claim {}

    /** What the database knows of an id. */
    record Stored(Coordinates at, Decision decision) {
        /** Whoever sends the dead record again means this failure and no later one. */
        boolean isRedrivenBy(Delivery delivery) {
            return decision.outcome() == Decision.Outcome.FAILED && at.equals(delivery.redriven());
        }
    }

    /**
     * Tells for each delivery whether its id was seen before, and where.
     *
     * @param stored by id, what earlier batches decided
     * @return one for each decidable delivery, by its coordinates
     * @see "docs/decisions/0003-claims-by-coordinates.md"
     */
    static Map<Coordinates, Claim> of(List<Delivery> deliveries, Map<UUID, Stored> stored) {
        var taken = new HashSet<UUID>();
        var claims = new HashMap<Coordinates, Claim>();
        for (var delivery : deliveries) {
            if (delivery.content() instanceof Content.Decidable decidable) {
                var claim = of(delivery, stored.get(decidable.id()), taken.contains(decidable.id()));
                claims.put(delivery.at(), claim);
                if (claim instanceof First || claim instanceof Again) {
                    taken.add(decidable.id());
                }
            }
        }
        return claims;
    }

    private static Claim of(Delivery delivery, Stored stored, boolean isTaken) {
        if (stored == null) {
            return isTaken ? new Duplicate() : new First();
        }
        if (!isTaken && stored.isRedrivenBy(delivery)) {
            return new Again(stored.at());
        }
        // Not "seen, so skip": the first attempt may have died before its Kafka commit.
        return stored.at().equals(delivery.at()) ? new Redelivered(stored.decision()) : new Duplicate();
    }
}
