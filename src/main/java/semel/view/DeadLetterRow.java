package semel.view;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import semel.kafka.Coordinates;
import semel.sql.Columns;

/**
 * A record that could not be decided, as the decision stage stored it. Its batch is published, so it can be redriven.
 *
 * @param place the sort key of the list
 * @param coordinates of the record in its input topic
 * @param detail what is wrong with the record, or what the policy threw; null if unknown
 * @param subject id of the order or receipt for which the policy threw; null for other reasons and after a redrive
 * @param decidedAt when the policy threw; null if subject is null
 * @param copyOffset of the copy that a redrive made, null if none did
 */
record DeadLetterRow(
        LetterPosition place,
        Coordinates coordinates,
        String reason,
        String detail,
        UUID subject,
        Instant decidedAt,
        Long copyOffset) {
    /**
     * The sort key of the list: first the transaction that wrote the dead letter, then the record.
     *
     * @param transaction PostgreSQL's 64-bit transaction id; its sign bit is never set
     */
    record LetterPosition(long transaction, UUID topicId, int partition, long offset) {
        /** The reverse of {@link #toString}; throws IllegalArgumentException for anything else. */
        static LetterPosition of(String text) {
            var parts = text.split(":", -1);
            if (parts.length != 4) {
                throw new IllegalArgumentException("a place has a transaction, a topic, a partition and an offset");
            }
            var place = new LetterPosition(
                    Long.parseLong(parts[0]),
                    OrderKey.of(parts[1]),
                    Integer.parseInt(parts[2]),
                    Long.parseLong(parts[3]));
            if (place.transaction < 0
                    || place.partition < 0
                    || place.offset < 0
                    || !place.toString().equals(text)) {
                throw new IllegalArgumentException("numbers begin at 0, and each has one spelling");
            }
            return place;
        }

        @Override
        public String toString() {
            return transaction + ":" + topicId + ":" + partition + ":" + offset;
        }
    }

    // One transaction writes a dead letter and its FAILED decision. After a redrive replaced the decision, none joins.
    private static final String NEWEST = """
            select cast(l.written_in as text), cast(l.topic_id as text), l.partition, l.record_offset, p.topic, l.reason,
                   coalesce(l.detail, d.reason), cast(d.id as text), cast(extract(epoch from d.decided_at) * 1000000 as bigint), r.copy_offset
            from dead_letter l
              join progress p on p.topic_id = l.topic_id and p.partition = l.partition and p.published_next > l.record_offset
              left join decision d on d.written_in = l.written_in and d.topic_id = l.topic_id and d.partition = l.partition
                and d.record_offset = l.record_offset and d.outcome = 'FAILED'
              left join redrive r on r.topic_id = l.topic_id and r.partition = l.partition and r.record_offset = l.record_offset
            where (l.written_in, l.topic_id, l.partition, l.record_offset)
              < (cast(cast(?1 as text) as xid8), cast(cast(?2 as text) as uuid), ?3, ?4)
            order by l.written_in desc, l.topic_id desc, l.partition desc, l.record_offset desc
            limit ?5""";

    private static final LetterPosition BEFORE_ALL = new LetterPosition(Long.MAX_VALUE, new UUID(-1, -1), 0, 0);

    /** Newest first. */
    static Uni<List<DeadLetterRow>> in(ListWindow<LetterPosition> window) {
        var after = window.after().orElse(BEFORE_ALL);
        return Panache.getSession()
                .chain(session -> session.createNativeQuery(NEWEST, Object[].class)
                        .setParameter(1, Long.toString(after.transaction))
                        .setParameter(2, after.topicId.toString())
                        .setParameter(3, after.partition)
                        .setParameter(4, after.offset)
                        .setParameter(5, window.rows())
                        .getResultList())
                .map(rows -> rows.stream().map(DeadLetterRow::of).toList());
    }

    private static DeadLetterRow of(Object[] row) {
        var place = new LetterPosition(
                Long.parseLong((String) row[0]),
                UUID.fromString((String) row[1]),
                (int) Columns.number(row[2]),
                Columns.number(row[3]));
        return new DeadLetterRow(
                place,
                new Coordinates((String) row[4], place.partition, place.offset),
                (String) row[5],
                (String) row[6],
                row[7] == null ? null : UUID.fromString((String) row[7]),
                row[8] == null ? null : Instant.EPOCH.plus(Columns.number(row[8]), ChronoUnit.MICROS),
                (Long) row[9]);
    }
}
