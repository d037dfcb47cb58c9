package semel.view;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.hibernate.reactive.mutiny.Mutiny;
import org.hibernate.reactive.mutiny.Mutiny.Session;
import semel.sql.Attempt;

/**
 * Reads applied orders, sorted by the transaction that applied them and by order id, below the oldest open transaction. Every
 * transaction below that bound has ended: no order can be added there, and every later snapshot sees the orders there.
 *
 * @see "docs/explanation/decisions/0011-the-stream-stays-below-every-open-transaction.md"
 */
@ApplicationScoped
class AppliedOrderQueries {
    /** Orders of one reading: bounds the memory that a slow client takes. */
    static final int PAGE = 100;

    // Below the id of every transaction that a client of PostgreSQL can have.
    private static final StreamPosition BEGINNING = StreamPosition.endOf(0);

    // Needs to see only what is committed now: a later commit wakes the readers.
    private static final String BOUND = """
            select cast(oldest_open as text),
                   coalesce((select applied_in from customer_order order by applied_in desc limit 1) >= oldest_open, false)
            from pg_snapshot_xmin(pg_current_snapshot()) as oldest_open""";

    // Runs after BOUND: all transactions below the bound have ended by then, so this statement's snapshot shows them.
    private static final String AFTER = """
            select o.order_id, o.customer_id, o.currency, o.total, o.lines, o.status, o.reason, o.accepted_at, o.decided_at,
                   o.applied_at, cast(o.applied_in as text) as applied_by, r.owner
            from customer_order o left join received r on r.id = o.order_id
            where o.applied_in >= cast(cast(?1 as text) as xid8)
              and (o.applied_in > cast(cast(?1 as text) as xid8) or o.order_id > ?2)
              and o.applied_in < cast(cast(?3 as text) as xid8)
            order by o.applied_in, o.order_id
            limit ?4""";

    // Not the bound itself: after a crash PostgreSQL assigns the id of a rolled back transaction again.
    private static final String LAST = """
            select cast(o.applied_in as text) from customer_order o where o.applied_in < cast(cast(?1 as text) as xid8)
            order by o.applied_in desc limit 1""";

    private final Mutiny.SessionFactory database;
    private final ObjectMapper json;
    private final ViewConfig settings;
    private final Vertx vertx;

    AppliedOrderQueries(Mutiny.SessionFactory database, ObjectMapper json, ViewConfig settings, Vertx vertx) {
        this.database = database;
        this.json = json;
        this.settings = settings;
        this.vertx = vertx;
    }

    /**
     * @param last the position that a client had reached, empty for a new client
     * @return {@code last}, or the end of the stream for a new client; empty if {@code last} is beyond this database's transactions
     */
    Uni<Optional<StreamPosition>> start(Optional<StreamPosition> last) {
        return read(
                settings.answer(),
                session -> bound(session)
                        .map(Bound::open)
                        .chain(open -> last.isPresent()
                                ? Uni.createFrom().item(last.filter(position -> position.transaction() < open))
                                : end(session, open).map(Optional::of)));
    }

    /**
     * @param part up to {@link #PAGE} orders
     * @param isHeldBack whether later orders are committed that an open transaction holds back
     */
    record StreamRead(StreamPart part, boolean isHeldBack) {}

    Uni<StreamRead> after(StreamPosition position) {
        return read(
                settings.reading(),
                session -> bound(session)
                        .chain(bound -> part(session, position, bound.open())
                                .map(part -> new StreamRead(part, bound.isHoldingBack()))));
    }

    private <T> Uni<T> read(Duration patience, Function<Session, Uni<T>> questions) {
        return Attempt.beside(vertx.getOrCreateContext(), patience, () -> database.withSession(questions));
    }

    /** @param open the id of the oldest open transaction */
    private record Bound(long open, boolean isHoldingBack) {}

    private static Uni<Bound> bound(Session session) {
        return session.createNativeQuery(BOUND, Object[].class)
                .getSingleResult()
                .map(row -> new Bound(Long.parseLong((String) row[0]), (Boolean) row[1]));
    }

    private static Uni<StreamPosition> end(Session session, long open) {
        return session.createNativeQuery(LAST, String.class)
                .setParameter(1, Long.toString(open))
                .getSingleResultOrNull()
                .map(last -> last == null ? BEGINNING : StreamPosition.endOf(Long.parseLong(last)));
    }

    private Uni<StreamPart> part(Session session, StreamPosition position, long open) {
        return session.createNativeQuery(
                        AFTER, session.getResultSetMapping(Object[].class, CustomerOrder.IN_THE_STREAM))
                .setParameter(1, Long.toString(position.transaction()))
                .setParameter(2, position.order())
                .setParameter(3, Long.toString(open))
                .setParameter(4, PAGE)
                .getResultList()
                .map(rows -> StreamPart.read(
                        position, rows.stream().map(this::applied).toList(), PAGE));
    }

    private AppliedOrder applied(Object[] row) {
        var order = (CustomerOrder) row[0];
        var position = new StreamPosition(Long.parseLong((String) row[1]), order.id);
        return new AppliedOrder(position, row[2] == null ? "" : (String) row[2], json(order));
    }

    private String json(CustomerOrder order) {
        try {
            return json.writeValueAsString(OrderView.applied(order, json));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
