package semel.intake;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.hibernate.reactive.mutiny.Mutiny;
import semel.sql.Columns;

/**
 * The table {@code received}, dated by the database's clock. Each statement here is a transaction of its own, committed when the
 * Uni has its item.
 */
@ApplicationScoped
class Register {
    // An update that changes nothing, because "do nothing" would return nothing: a retry needs the row that is there,
    // and two of them at once need the one that commits first.
    private static final String ENTER = """
            insert into received (id, kind, owner, idempotency_key, fingerprint, record_key, record_value, received_at)
            select cast(u.id as uuid), u.kind, u.owner, u.idempotency_key, decode(u.fingerprint, 'hex'), decode(u.record_key, 'hex'),
                   decode(u.record_value, 'hex'), now()
            from unnest(cast(?1 as text[]), cast(?2 as text[]), cast(?3 as text[]), cast(?4 as text[]), cast(?5 as text[]),
                        cast(?6 as text[]), cast(?7 as text[]))
                 u(id, kind, owner, idempotency_key, fingerprint, record_key, record_value)
            on conflict (owner, kind, idempotency_key) where idempotency_key is not null
            do update set fingerprint = received.fingerprint
            returning id, kind, idempotency_key, fingerprint, record_key, record_value, acknowledged_at, cast(xmin as text) as version
            """;

    private static final String ACKNOWLEDGED = """
            update received set acknowledged_at = now(), acknowledged_in = pg_current_xact_id()
            where id = any(cast(cast(?1 as text[]) as uuid[])) and acknowledged_at is null
            """;

    // Each post under the key writes the row anew, if only its version: another one may have sent the record.
    private static final String REMOVE = """
            delete from received r
            using unnest(cast(?1 as text[]), cast(?2 as text[])) u(id, version)
            where r.id = cast(u.id as uuid) and r.xmin = cast(u.version as xid) and r.acknowledged_at is null
            returning cast(r.id as text)
            """;

    private final Mutiny.SessionFactory sessions;
    private final IntakeSettings settings;

    Register(Mutiny.SessionFactory sessions, IntakeSettings settings) {
        this.sessions = sessions;
        this.settings = settings;
    }

    /**
     * @param posts at least one, of one owner, no two of them under one key
     * @return the row of each in their order: its own, or that of the first one under its key
     */
    Uni<List<Received>> enter(List<Posted> posts) {
        return sessions.withStatelessSession(session -> session.createNativeQuery(ENTER, Received.class)
                        .setParameter(1, Columns.of(posts, Posted::id))
                        .setParameter(2, Columns.of(posts, Posted::kind))
                        .setParameter(3, Columns.of(posts, Posted::owner))
                        .setParameter(4, Columns.of(posts, Posted::keyText))
                        .setParameter(5, hex(posts, Posted::fingerprint))
                        .setParameter(6, hex(posts, Posted::recordKey))
                        .setParameter(7, hex(posts, Posted::recordValue))
                        .getResultList())
                .ifNoItem()
                .after(settings.databaseWithin())
                .fail()
                .map(rows -> inOrder(rows, posts));
    }

    private static String[] hex(List<Posted> posts, Function<Posted, byte[]> column) {
        return Columns.of(posts, post -> HexFormat.of().formatHex(column.apply(post)));
    }

    private static List<Received> inOrder(List<Received> rows, List<Posted> posts) {
        var byKey = rows.stream().collect(Collectors.toMap(Received::keyOrId, row -> row));
        return posts.stream().map(post -> byKey.get(post.keyOrId())).toList();
    }

    /** Rows that have a mark keep it. */
    Uni<Void> markAcknowledged(List<UUID> ids) {
        return sessions.withStatelessSession(session -> session.createNativeQuery(ACKNOWLEDGED)
                        .setParameter(1, Columns.of(ids, id -> id))
                        .executeUpdate())
                .replaceWithVoid();
    }

    /**
     * Removes rows whose record stands nowhere and is not under way.
     *
     * @param rows as their own posts entered them, whose sends are known to have written nothing
     * @return the ids of those that are gone: no other post has met them
     */
    Uni<Set<UUID>> remove(List<Received> rows) {
        return sessions.withStatelessSession(session -> Columns.query(
                        session, REMOVE, Columns.of(rows, row -> row.id), Columns.of(rows, row -> row.version)))
                .ifNoItem()
                .after(settings.databaseWithin())
                .fail()
                .map(gone -> gone.stream()
                        .map(row -> UUID.fromString((String) row[0]))
                        .collect(Collectors.toSet()));
    }
}
