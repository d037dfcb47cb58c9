package semel.intake;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.reactive.mutiny.Mutiny;

/** The table {@code received}. Each statement here is a transaction of its own, committed when the Uni has its item. */
@ApplicationScoped
class Register {
    /** Nobody signs in yet; who does will scope their keys. */
    private static final String NOBODY = "";

    // An update that changes nothing, because "do nothing" would return nothing: a retry needs the row that is there,
    // and
    // two of them at once need the one that commits first.
    private static final String ENTER = """
            insert into received (id, kind, owner, idempotency_key, fingerprint, record_key, record_value, received_at)
            values (?1, ?2, ?3, cast(?4 as text), ?5, ?6, ?7, ?8)
            on conflict (owner, kind, idempotency_key) where idempotency_key is not null
            do update set fingerprint = received.fingerprint
            returning id, kind, fingerprint, record_key, record_value, acknowledged_at
            """;

    private static final String ACKNOWLEDGED = """
            update received set acknowledged_at = ?2, acknowledged_in = pg_current_xact_id()
            where id = ?1 and acknowledged_at is null
            """;

    private final Mutiny.SessionFactory sessions;
    private final IntakeSettings settings;

    Register(Mutiny.SessionFactory sessions, IntakeSettings settings) {
        this.sessions = sessions;
        this.settings = settings;
    }

    /** @return the row of this POST, or that of the first one under its key */
    Uni<Received> enter(Posted posted) {
        return sessions.withStatelessSession(session -> session.createNativeQuery(ENTER, Received.class)
                        .setParameter(1, posted.id())
                        .setParameter(2, posted.kind().name())
                        .setParameter(3, NOBODY)
                        .setParameter(4, posted.key().map(IdempotencyKey::value).orElse(null))
                        .setParameter(5, posted.fingerprint())
                        .setParameter(6, posted.recordKey())
                        .setParameter(7, posted.recordValue())
                        .setParameter(8, posted.receivedAt())
                        .getSingleResult())
                .ifNoItem()
                .after(settings.databaseWithin())
                .fail();
    }

    Uni<Void> markAcknowledged(UUID id, Instant at) {
        return sessions.withStatelessSession(session -> session.createNativeQuery(ACKNOWLEDGED)
                        .setParameter(1, id)
                        .setParameter(2, at)
                        .executeUpdate())
                .ifNoItem()
                .after(settings.databaseWithin())
                .fail()
                .replaceWithVoid();
    }
}
