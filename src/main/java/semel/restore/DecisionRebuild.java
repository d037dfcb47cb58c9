package semel.restore;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;

/** Writes the decision's rows from the {@link StagingTables}. Refuses if the topics are incomplete or contradict the database. */
final class DecisionRebuild {
    /** Takes the highest offset of an id: an order whose policy failed is decided again after its redrive, at another offset. */
    private static final String DECISIONS = """
            insert into decision (id, topic_id, partition, record_offset, outcome, reason, movements, decided_at)
            select distinct on (id) * from (
                select t.subject as id, m.topic_id, t.partition, t.record_offset, coalesce(max(t.outcome), 'RECEIVED'), max(t.reason),
                       coalesce(string_agg(t.number || ':' || t.balance, ',' order by t.line), ''), max(t.decided_at)
                from told t join missing m using (topic, partition)
                group by t.subject, m.topic_id, t.partition, t.record_offset
                union all
                select l.subject, m.topic_id, l.partition, l.record_offset, 'FAILED', l.detail, '', l.at
                from letter l join missing m using (topic, partition)
                where l.reason = 'policy-failed') d
            order by id, record_offset desc
            on conflict (id) do update set topic_id = excluded.topic_id, partition = excluded.partition,
                record_offset = excluded.record_offset, outcome = excluded.outcome, reason = excluded.reason,
                movements = excluded.movements, decided_at = excluded.decided_at, written_in = pg_current_xact_id()
            where decision.outcome = 'FAILED'""";

    private static final String LETTERS = """
            insert into dead_letter (topic_id, partition, record_offset, reason, detail)
            select m.topic_id, l.partition, l.record_offset, l.reason, l.detail from letter l join missing m using (topic, partition)
            on conflict do nothing""";

    private static final String STOCK = """
            insert into stock (product_id, on_hand, number)
            select distinct on (product_id) product_id, balance, number from told where number is not null
            order by product_id, number desc
            on conflict (product_id) do update set on_hand = excluded.on_hand, number = excluded.number""";

    private static final String DUPLICATES = """
            insert into suppressed (topic_id, partition, record_offset, id)
            select m.topic_id, a.partition, a.record_offset, a.subject from arrival a join missing m using (topic, partition)
            where not exists (select from told t
                              where (t.topic, t.partition, t.record_offset) = (a.topic, a.partition, a.record_offset))
              and not exists (select from letter l
                              where (l.topic, l.partition, l.record_offset) = (a.topic, a.partition, a.record_offset))
            on conflict do nothing""";

    private static final String PROGRESS = """
            insert into progress (topic_id, partition, topic, decided_next, published_next)
            select topic_id, partition, topic, next, next from missing
            on conflict (topic_id, partition) do update set decided_next = excluded.decided_next, published_next = excluded.published_next""";

    /** A product's numbers have no gaps. What was decided before the backup is in the tables, even if published after it. */
    private static final String GAPS = """
            select t.product_id || ' ' || min(t.number) from told t left join stock s using (product_id)
            where t.number is not null
            group by t.product_id, s.number
            having min(t.number) <> coalesce(s.number, 0) + 1 or count(*) <> max(t.number) - min(t.number) + 1
            order by 1 limit 5""";

    private static final String CONTRADICTED = """
            select cast(d.id as text) from told t join missing m using (topic, partition) join decision d on d.id = t.subject
            where (d.topic_id, d.partition, d.record_offset) <> (m.topic_id, t.partition, t.record_offset)
              and d.outcome <> 'FAILED'
            order by 1 limit 5""";

    private static final String UNANSWERED = """
            select a.topic || ':' || a.partition || ':' || a.record_offset from arrival a
            where not exists (select from letter l
                              where (l.topic, l.partition, l.record_offset) = (a.topic, a.partition, a.record_offset))
              and not exists (select from decision d where d.id = a.subject)
            order by 1 limit 5""";

    private final Connection tables;

    DecisionRebuild(Connection tables) {
        this.tables = tables;
    }

    /** How many rows were written. */
    record RebuiltRows(int decisions, int deadLetters, int duplicates, int products) {
        static final RebuiltRows NONE = new RebuiltRows(0, 0, 0, 0);
    }

    /** @throws CatchUpRefused if the topics are incomplete or contradict the tables; the caller must not commit then */
    RebuiltRows run() throws SQLException {
        refuse(
                CONTRADICTED,
                "the database is not an earlier state of this pipeline: it has other decisions for these orders");
        refuse(GAPS, "movements are missing in the topics before these (product, number)");
        var decisions = write(DECISIONS);
        var letters = write(LETTERS);
        refuse(
                UNANSWERED,
                "no event or dead letter answers these records: the group's offset was moved, or events were deleted");
        var duplicates = write(DUPLICATES);
        var products = write(STOCK);
        write(PROGRESS);
        return new RebuiltRows(decisions, letters, duplicates, products);
    }

    private int write(String sql) throws SQLException {
        try (var statement = tables.createStatement()) {
            return statement.executeUpdate(sql);
        }
    }

    private void refuse(String sql, String why) throws SQLException {
        var found = new ArrayList<String>();
        try (var statement = tables.createStatement();
                var rows = statement.executeQuery(sql)) {
            while (rows.next()) found.add(rows.getString(1));
        }
        if (!found.isEmpty()) throw new CatchUpRefused(why + ": " + String.join(", ", found));
    }
}
