package semel.intake;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.hibernate.reactive.mutiny.Mutiny;
import semel.sql.CallersContext;
import semel.sql.Columns;

/**
 * The table {@code received}, dated by the database's clock. Each statement here is a transaction of its own, committed when the
 * Uni has its item.
 */
@Startup // its meters are there before the first post
@ApplicationScoped
class ReceivedTable {
    // An update that changes nothing, because "do nothing" would return nothing: a retry needs the row that is there,
    // and two of them at once need the one that commits first. A row that is new is not sent back: what is in it is
    // known.
    private static final String ENTER = """
            insert into received (id, kind, owner, idempotency_key, fingerprint, record_key, record_value, received_at)
            select cast(u.id as uuid), u.kind, u.owner, u.idempotency_key, decode(u.fingerprint, 'hex'), decode(u.record_key, 'hex'),
                   decode(u.record_value, 'hex'), now()
            from unnest(cast(?1 as text[]), cast(?2 as text[]), cast(?3 as text[]), cast(?4 as text[]), cast(?5 as text[]),
                        cast(?6 as text[]), cast(?7 as text[]))
                 u(id, kind, owner, idempotency_key, fingerprint, record_key, record_value)
            on conflict (owner, kind, idempotency_key) where idempotency_key is not null
            do update set fingerprint = received.fingerprint
            returning cast(id as text), cast(xmin as text), acknowledged_at is not null,
                      case when xmax <> 0 then kind end, case when xmax <> 0 then owner end,
                      case when xmax <> 0 then idempotency_key end, case when xmax <> 0 then encode(fingerprint, 'hex') end,
                      case when xmax <> 0 then encode(record_key, 'hex') end,
                      case when xmax <> 0 then encode(record_value, 'hex') end
            """;

    // Not "acknowledged_at is null", which is the same: the index of the sweep is for such rows, and would be read from
    // end to end with
    // all that was marked since the last vacuum.
    private static final String ACKNOWLEDGED = """
            update received set acknowledged_at = now(), acknowledged_in = pg_current_xact_id()
            where id = any(cast(cast(?1 as text[]) as uuid[])) and acknowledged_in is null
            """;

    // Each post under the key writes the row anew, if only its version: another one may have sent the record.
    private static final String REMOVE = """
            delete from received r
            using unnest(cast(?1 as text[]), cast(?2 as text[])) u(id, version)
            where r.id = cast(u.id as uuid) and r.xmin = cast(u.version as xid) and r.acknowledged_at is null
            returning cast(r.id as text)
            """;

    /** The rows of all statements are locked in one order, so that two of them wait and do not deadlock. */
    private static final Comparator<Posted> IN_LOCK_ORDER = Comparator.comparing(Posted::owner)
            .thenComparing(Posted::kind)
            .thenComparing(Posted::keyText, Comparator.nullsFirst(Comparator.naturalOrder()));

    private static final StatementQueue.Limits POSTS = new StatementQueue.Limits(2, 500, 1 << 20);
    private static final StatementQueue.Limits BATCHES = new StatementQueue.Limits(1, 1_000, 2 << 20);

    /** Of a row, beside the record. */
    private static final int ROW_BYTES = 200;

    private final Mutiny.SessionFactory sessions;
    private final IntakeConfig settings;
    private final SharedStatement<Posted, ReceivedRow> posts;
    private final SharedStatement<Posted, ReceivedRow> batches;

    ReceivedTable(Mutiny.SessionFactory sessions, IntakeConfig settings, MeterRegistry registry) {
        this.sessions = sessions;
        this.settings = settings;
        this.posts = new SharedStatement<>("enter", POSTS, settings.databaseWithin(), registry, this::insert);
        this.batches = new SharedStatement<>("enter-batch", BATCHES, settings.databaseWithin(), registry, this::insert);
    }

    /**
     * Enters what one client sent, in a statement with what others send meanwhile. Large requests have a queue of their own, where
     * no post waits for them.
     *
     * @param sent at least one, of one owner and kind, no two of them under one key
     * @return the row of each in their order: its own, or that of the first one under its key
     */
    Uni<List<ReceivedRow>> enter(List<Posted> sent) {
        var first = sent.get(0);
        if (sent.size() == 1) {
            return posts.run(sent, first.keyText() == null ? null : first.rowKey(), bytes(first));
        }
        var key = first.key().map(IdempotencyKey::ofRequest).orElse(null);
        return batches.run(
                sent,
                key == null ? null : RowKey.of(first.owner(), first.kind(), key, null),
                sent.stream().mapToLong(ReceivedTable::bytes).sum());
    }

    /** Posts that are in no statement. */
    int waiting() {
        return posts.waiting();
    }

    private static long bytes(Posted posted) {
        return ROW_BYTES + posted.recordValue().length;
    }

    /** @param unordered no two of them under one key */
    private Uni<List<ReceivedRow>> insert(List<Posted> unordered) {
        var sorted = unordered.stream().sorted(IN_LOCK_ORDER).toList();
        return sessions.withStatelessSession(session -> Columns.query(
                        session,
                        ENTER,
                        Columns.of(sorted, Posted::id),
                        Columns.of(sorted, Posted::kind),
                        Columns.of(sorted, Posted::owner),
                        Columns.of(sorted, Posted::keyText),
                        hex(sorted, Posted::fingerprint),
                        hex(sorted, Posted::recordKey),
                        hex(sorted, Posted::recordValue)))
                .map(rows -> inOrder(rows, unordered));
    }

    private static String[] hex(List<Posted> posts, Function<Posted, byte[]> column) {
        return Columns.of(posts, post -> HexFormat.of().formatHex(column.apply(post)));
    }

    private static List<ReceivedRow> inOrder(List<Object[]> rows, List<Posted> posts) {
        var byId = posts.stream().collect(Collectors.toMap(Posted::id, post -> post));
        var byKey = new HashMap<RowKey, ReceivedRow>();
        for (var row : rows) {
            var received = received(row, byId.get(UUID.fromString((String) row[0])));
            byKey.put(received.rowKey(), received);
        }
        return posts.stream().map(post -> byKey.get(post.rowKey())).toList();
    }

    /** @param own the post that made the row, null where it is not among those that were entered */
    private static ReceivedRow received(Object[] row, Posted own) {
        var version = (String) row[1];
        var isAcknowledged = (boolean) row[2];
        return own == null
                ? new ReceivedRow(
                        UUID.fromString((String) row[0]),
                        PostKind.valueOf((String) row[3]),
                        (String) row[4],
                        (String) row[5],
                        HexFormat.of().parseHex((String) row[6]),
                        HexFormat.of().parseHex((String) row[7]),
                        HexFormat.of().parseHex((String) row[8]),
                        isAcknowledged,
                        version)
                : own.received(isAcknowledged, version);
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
    Uni<Set<UUID>> remove(List<ReceivedRow> rows) {
        return sessions.withStatelessSession(session -> Columns.query(
                        session, REMOVE, Columns.of(rows, ReceivedRow::id), Columns.of(rows, ReceivedRow::version)))
                .ifNoItem()
                .after(settings.databaseWithin())
                .fail()
                .emitOn(CallersContext.here()) // the timer's thread has none
                .map(gone -> gone.stream()
                        .map(row -> UUID.fromString((String) row[0]))
                        .collect(Collectors.toSet()));
    }
}
