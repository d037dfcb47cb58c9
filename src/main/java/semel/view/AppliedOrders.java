package semel.view;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.function.Function;
import org.hibernate.reactive.mutiny.Mutiny;
import org.hibernate.reactive.mutiny.Mutiny.Session;
import semel.sql.Attempt;
import semel.sql.FreshContext;

/**
 * The orders in the order of the transactions that applied them, below the oldest one that is still open. What is below has ended,
 * one way or the other: nothing can come there any more, and what is there is seen by every snapshot from now on.
 *
 * @see "docs/decisions/0011-the-stream-stays-below-every-open-transaction.md"
 */
@ApplicationScoped
class AppliedOrders {
    /** Orders at a time: bounds what is kept in memory for a client who reads slowly. */
    static final int PAGE = 100;

    private static final String OLDEST_OPEN = "select cast(pg_snapshot_xmin(pg_current_snapshot()) as text)";

    // Asked for the bound first: by then all below it has ended, so that this statement's own snapshot shows all of it.
    private static final String AFTER = """
            select o.order_id, o.customer_id, o.currency, o.total, o.lines, o.status, o.reason, o.accepted_at, o.decided_at,
                   o.applied_at, cast(o.applied_in as text) as applied_by, r.owner
            from customer_order o left join received r on r.id = o.order_id
            where o.applied_in >= cast(cast(?1 as text) as xid8)
              and (o.applied_in > cast(cast(?1 as text) as xid8) or o.order_id > ?2)
              and o.applied_in < cast(cast(?3 as text) as xid8)
            order by o.applied_in, o.order_id
            limit ?4""";

    private final Mutiny.SessionFactory database;
    private final ObjectMapper json;
    private final ViewSettings settings;
    private final Vertx vertx;

    AppliedOrders(Mutiny.SessionFactory database, ObjectMapper json, ViewSettings settings, Vertx vertx) {
        this.database = database;
        this.json = json;
        this.settings = settings;
        this.vertx = vertx;
    }

    /** @return behind all that can never come any more */
    Uni<Position> end() {
        return read(AppliedOrders::oldestOpen).map(open -> Position.endOf(open - 1));
    }

    /** @return up to {@link #PAGE} of them */
    Uni<Part> after(Position position) {
        return read(session -> oldestOpen(session).chain(open -> part(session, position, open)));
    }

    private <T> Uni<T> read(Function<Session, Uni<T>> questions) {
        return Attempt.within(
                settings.reading(),
                () -> Uni.createFrom()
                        .deferred(() -> database.withSession(questions))
                        .runSubscriptionOn(FreshContext.beside(vertx.getOrCreateContext())));
    }

    private static Uni<Long> oldestOpen(Session session) {
        return session.createNativeQuery(OLDEST_OPEN, String.class)
                .getSingleResult()
                .map(Long::parseLong);
    }

    private Uni<Part> part(Session session, Position position, long open) {
        var end = Position.endOf(open - 1).orLater(position);
        if (!position.isBehind(end)) {
            return Uni.createFrom().item(new Part(List.of(), end, true));
        }
        return session.createNativeQuery(
                        AFTER, session.getResultSetMapping(Object[].class, CustomerOrder.IN_THE_STREAM))
                .setParameter(1, Long.toString(position.transaction()))
                .setParameter(2, position.order())
                .setParameter(3, Long.toString(open))
                .setParameter(4, PAGE)
                .getResultList()
                .map(rows -> part(rows.stream().map(this::applied).toList(), end));
    }

    private static Part part(List<Applied> orders, Position end) {
        return orders.size() < PAGE
                ? new Part(orders, end, true)
                : new Part(orders, orders.get(PAGE - 1).position(), false);
    }

    private Applied applied(Object[] row) {
        var order = (CustomerOrder) row[0];
        var position = new Position(Long.parseLong((String) row[1]), order.id);
        return new Applied(position, row[2] == null ? "" : (String) row[2], json(order));
    }

    private String json(CustomerOrder order) {
        try {
            return json.writeValueAsString(OrderView.applied(order, json));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
