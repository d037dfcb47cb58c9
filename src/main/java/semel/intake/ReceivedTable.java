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
 * Reads and writes the table {@code received}; its times are the database's. Each statement is a transaction of its own, committed
 * when the Uni has its item.
 */
@Startup // registers its meters before the first post
@ApplicationScoped
class ReceivedTable {
    // The update changes no value but returns the existing row, which "do nothing" would not: a retry needs it, and so
    // does the later of two concurrent posts. If xmax is 0 the row is new: its other columns are known, so they are
    // not returned.
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

    // Not the equivalent "acknowledged_at is null": PostgreSQL would scan the index of unmarked rows, which also has
    // all rows that were marked since the last vacuum.
    private static final String ACKNOWLEDGED = """
            update received set acknowledged_at = now(), acknowledged_in = pg_current_xact_id()
            where id = any(cast(cast(?1 as text[]) as uuid[])) and acknowledged_in is null
            """;

    // Each further post with the key gives the row a new version (xmin): another post may have sent the record then.
    private static final String REMOVE = """
            delete from received r
            using unnest(cast(?1 as text[]), cast(?2 as text[])) u(id, version)
            where r.id = cast(u.id as uuid) and r.xmin = cast(u.version as xid) and r.acknowledged_at is null
            returning cast(r.id as text)
            """;

    /** All statements lock rows in this order, so that they wait for each other and do not deadlock. */
    private static final Comparator<Posted> IN_LOCK_ORDER = Comparator.comparing(Posted::owner)
            .thenComparing(Posted::kind)
            .thenComparing(Posted::keyText, Comparator.nullsFirst(Comparator.naturalOrder()));

    private static final StatementQueue.Limits POSTS = new StatementQueue.Limits(500, 1 << 20);
    private static final StatementQueue.Limits BATCHES = new StatementQueue.Limits(1_000, 2 << 20);

    /** Estimated size of a row without its record. */
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
     * Inserts the posts of one request, in a statement shared with concurrent requests. Batches have a queue of their own, so that
     * single posts do not wait for them.
     *
     * @param request its posts: at least one, of one owner and kind, no two with the same key
     * @return the row of each post, in order: its own, or that of the first post with its key
     */
    Uni<List<ReceivedRow>> enter(List<Posted> request) {
        var first = request.get(0);
        if (request.size() == 1) {
            return posts.run(request, first.keyText() == null ? null : first.rowKey(), bytes(first));
        }
        var key = first.key().map(IdempotencyKey::ofRequest).orElse(null);
        return batches.run(
                request,
                key == null ? null : RowKey.of(first.owner(), first.kind(), key, null),
                request.stream().mapToLong(ReceivedTable::bytes).sum());
    }

    /** Posts that wait for a statement. */
    int waiting() {
        return posts.waiting();
    }

    private static long bytes(Posted posted) {
        return ROW_BYTES + posted.recordValue().length;
    }

    /** @param unordered no two with the same key */
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

    /** @param own the post that wrote the row, null if it is not one of those inserted now */
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

    /** Marks the rows; a row that is marked keeps its first mark. */
    Uni<Void> markAcknowledged(List<UUID> ids) {
        return sessions.withStatelessSession(session -> session.createNativeQuery(ACKNOWLEDGED)
                        .setParameter(1, Columns.of(ids, id -> id))
                        .executeUpdate())
                .replaceWithVoid();
    }

    /**
     * Removes rows whose records are known not to be written.
     *
     * @param rows as their own posts inserted them
     * @return the ids of the removed rows: those that no other post has updated
     */
    Uni<Set<UUID>> remove(List<ReceivedRow> rows) {
        return sessions.withStatelessSession(session -> Columns.query(
                        session, REMOVE, Columns.of(rows, ReceivedRow::id), Columns.of(rows, ReceivedRow::version)))
                .ifNoItem()
                .after(settings.databaseWithin())
                .fail()
                .emitOn(CallersContext.here()) // the timer's thread has no Vert.x context
                .map(gone -> gone.stream()
                        .map(row -> UUID.fromString((String) row[0]))
                        .collect(Collectors.toSet()));
    }
}
