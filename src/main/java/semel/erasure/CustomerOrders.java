package semel.erasure;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import semel.order.CustomerId;
import semel.sql.Forgotten;

/** Collects the ids of a customer's orders in a temporary table, and tells which are not applied or still in a topic. */
final class CustomerOrders {
    /** The highest number of reasons that each query reports. */
    private static final int MOST = 20;

    // The last one searches JSON text that Semel encoded: it has no spaces, and ids have no escapes.
    private static final List<String> ORDERS = List.of(
            "insert into erasing select order_id from customer_order where customer_id = ? on conflict do nothing",
            "insert into erasing select order_id from notification where customer_id = ? on conflict do nothing",
            """
            insert into erasing select id from received
            where kind = 'ORDER' and position(convert_to('"customerId":"' || ? || '"', 'UTF8') in record_value) > 0
            on conflict do nothing""");

    // A request that was never acknowledged has no record, if all input records are decided and its send has ended.
    // A send ends long before one hour.
    private static final String ABSENT = """
            exists (select from received r where r.id = e.order_id and r.acknowledged_at is null
                                             and r.received_at < now() - interval '1 hour')
            and not exists (select from log_bound l left join progress p using (topic_id, partition)
                            where l.kind = 0 and l.last > l.first and l.last > coalesce(greatest(p.decided_next, p.passed_next), 0))""";

    private static final String UNDER_WAY =
            """
            select 'order ' || e.order_id || ' is not applied yet'
            from erasing e left join decision d on d.id = e.order_id
            where not (exists (select from customer_order o where o.order_id = e.order_id)
                       and exists (select from notification n where n.order_id = e.order_id))
              and d.outcome is distinct from 'FAILED' and not (d.id is null and (FORGOTTEN or ABSENT))
            order by 1 limit MOST""".replace("FORGOTTEN", Forgotten.sql("e.order_id")).replace("ABSENT", ABSENT);

    private static final String STILL_THERE = """
            with records as (
                select d.topic_id, 0 as kind, d.partition, d.record_offset, cast(null as xid8) as written_in
                from decision d join erasing e on e.order_id = d.id
                union all
                select r.topic_id, 0, r.partition, r.copy_offset, null
                from decision d join erasing e on e.order_id = d.id join redrive r using (topic_id, partition, record_offset)
                union all
                select s.topic_id, 0, s.partition, s.record_offset, null from suppressed s join erasing e on e.order_id = s.id
                union all
                select null, p.kind, p.partition, p.record_offset, p.written_in
                from processed_event p join erasing e on e.order_id = p.subject
                union all
                select null, r.kind, r.partition, r.record_offset, r.written_in
                from repeated_event r join erasing e on e.order_id = r.subject
            )
            select l.topic || ':' || l.partition || ' still has offsets ' || min(s.record_offset) || ' to ' || max(s.record_offset)
                   || ' (' || count(*) || ' records); its log starts at ' || min(l.first)
            from records s join log_bound l on l.partition = s.partition
                                          and (l.topic_id = s.topic_id or s.topic_id is null and l.kind = s.kind and s.kind > 0)
            where s.record_offset >= l.first and (s.written_in is null or s.written_in >= l.begun)
            group by l.topic, l.partition order by 1 limit MOST""";

    private final Connection tables;

    CustomerOrders(Connection tables, LogBounds bounds) throws SQLException {
        this.tables = tables;
        bounds.stage(tables);
        try (var statement = tables.createStatement()) {
            statement.execute("create temporary table erasing (order_id uuid primary key)");
        }
    }

    /** Adds all orders of the customer. */
    void collect(CustomerId customer) throws SQLException {
        for (var sql : ORDERS) {
            try (var statement = tables.prepareStatement(sql)) {
                statement.setString(1, customer.value());
                statement.executeUpdate();
            }
        }
        try (var statement = tables.createStatement()) {
            statement.execute("analyze erasing");
        }
    }

    /** @return which of the collected orders are not applied, and which records a topic still has; empty if there are none */
    List<String> notForgotten() throws SQLException {
        var reasons = new ArrayList<String>();
        for (var sql : List.of(UNDER_WAY, STILL_THERE)) {
            try (var statement = tables.createStatement();
                    var rows = statement.executeQuery(sql.replace("MOST", Integer.toString(MOST)))) {
                while (rows.next()) reasons.add(rows.getString(1));
            }
        }
        return reasons;
    }
}
