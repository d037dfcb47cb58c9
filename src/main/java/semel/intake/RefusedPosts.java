package semel.intake;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import semel.kafka.Outage;

/**
 * Counts posts whose record the broker refuses. If the record certainly exists nowhere, removes the row, so that the key is free again.
 *
 * @see "docs/explanation/decisions/0023-what-is-accepted-is-decided-and-judged.md"
 */
@Startup // a counter must exist before an alert can use it
@ApplicationScoped
class RefusedPosts {
    private final ReceivedTable received;
    private final Map<SendRefusal, Counter> counters = new EnumMap<>(SendRefusal.class);
    private final Outage refused;
    private final Outage removing;

    RefusedPosts(ReceivedTable received, MeterRegistry registry, IntakeConfig settings) {
        this.received = received;
        for (var why : SendRefusal.values()) {
            counters.put(why, registry.counter("semel.posts.refused", "reason", why.slug()));
        }
        // Never ends: other posts succeed in between, and each change would be logged.
        this.refused = new Outage("writing a record to the broker", settings.reminder());
        this.removing = new Outage("removing refused posts", settings.reminder());
    }

    void count(SendOutcome.NotWritten sent) {
        counters.get(sent.why()).increment();
        refused.failed(sent.cause());
    }

    /** @return the acceptances, with {@link Acceptance.TooLarge} for each record that is too large and whose row was removed */
    Uni<List<Acceptance>> settle(List<ReceivedRow> rows, List<Posted> posts, List<Acceptance> acceptances) {
        var own = new ArrayList<ReceivedRow>();
        for (int i = 0; i < rows.size(); i++) {
            if (isTooLarge(acceptances.get(i)) && !rows.get(i).isReplayedBy(posts.get(i))) {
                own.add(rows.get(i));
            }
        }
        if (own.isEmpty()) {
            return Uni.createFrom().item(acceptances);
        }
        return received.remove(own)
                .invoke(removing::over)
                .onFailure()
                .invoke(removing::failed)
                .onFailure()
                .recoverWithItem(Set.of())
                .map(gone -> settle(rows, acceptances, gone));
    }

    private static boolean isTooLarge(Acceptance acceptance) {
        return acceptance instanceof Acceptance.Refused refused && refused.why() == SendRefusal.TOO_LARGE;
    }

    private static List<Acceptance> settle(List<ReceivedRow> rows, List<Acceptance> acceptances, Set<UUID> gone) {
        var settled = new ArrayList<>(acceptances);
        for (int i = 0; i < rows.size(); i++) {
            if (gone.contains(rows.get(i).id())) {
                settled.set(i, new Acceptance.TooLarge(rows.get(i).recordValue().length));
            }
        }
        return settled;
    }
}
