package semel.proof;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import semel.audit.Finding;
import semel.audit.FindingType;
import semel.kafka.Coordinates;

/**
 * Holds what was accepted before the cut but cannot be judged yet: it was not decided in time, or its outputs are after an open
 * transaction. Held in memory.
 */
final class InFlight {
    private final Set<UUID> ids = new HashSet<>();
    private final List<Coordinates> sources = new ArrayList<>();
    private final Set<OutputRecord.Transaction> transactions = new HashSet<>();
    private final Map<String, Long> records = new LinkedHashMap<>();

    InFlight(History history) {
        for (var input : history.inputs()) {
            for (var arrival : history.underWay(input)) {
                records.merge(input.topic() + ":" + input.partition(), 1L, Long::sum);
                ids.add(arrival.id());
            }
        }
        for (var output : history.outputs()) {
            for (var record : history.heldUp(output)) {
                if (record instanceof OutputRecord.Traced traced) {
                    sources.add(traced.source());
                    ids.add(traced.subject());
                    transactions.add(traced.transaction());
                }
            }
        }
        ids.remove(null);
    }

    /** Ids of orders and receipts. */
    Set<UUID> ids() {
        return ids;
    }

    /** Input records whose outputs are after an open transaction. */
    List<Coordinates> sources() {
        return sources;
    }

    /** Whether a part of this transaction is after an open transaction. */
    boolean holdsUp(OutputRecord.Transaction transaction) {
        return transactions.contains(transaction);
    }

    void tell(Findings findings) {
        records.forEach((partition, count) -> findings.add(
                new Finding(FindingType.I13_BEHIND, partition, count + " records before the cut are not decided yet")));
    }
}
