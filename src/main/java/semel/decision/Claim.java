package semel.decision;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import semel.wire.Coordinates;

/** What a delivery of an id is, next to those before it. */
sealed interface Claim {
    /** The id was never seen: decide. */
    record First() implements Claim {}

    /** The delivery that was decided, again: emit the stored decision, its first emission may have been aborted. */
    record Redelivered(Decision decision) implements Claim {}

    /** The id was claimed by a delivery at other coordinates: emit nothing. */
    record Duplicate() implements Claim {}

    /** What the database knows of an id. */
    record Stored(Coordinates at, Decision decision) {}

    /**
     * Tells for each delivery whether its id was seen before, and where.
     *
     * @param stored by id, what earlier batches decided
     * @return one for each decidable delivery, by its coordinates
     * @see "docs/decisions/0003-claims-by-coordinates.md"
     */
    static Map<Coordinates, Claim> of(List<Delivery> deliveries, Map<UUID, Stored> stored) {
        var firsts = new HashMap<UUID, Coordinates>();
        var claims = new HashMap<Coordinates, Claim>();
        for (var delivery : deliveries) {
            if (delivery.content() instanceof Content.Decidable decidable) {
                claims.put(
                        delivery.at(),
                        of(
                                delivery.at(),
                                stored.get(decidable.id()),
                                firsts.putIfAbsent(decidable.id(), delivery.at())));
            }
        }
        return claims;
    }

    private static Claim of(Coordinates at, Stored stored, Coordinates firstInBatch) {
        if (stored != null) {
            // Not "seen, so skip": the first attempt may have died before its Kafka commit.
            return stored.at().equals(at) ? new Redelivered(stored.decision()) : new Duplicate();
        }
        return firstInBatch == null ? new First() : new Duplicate();
    }
}
