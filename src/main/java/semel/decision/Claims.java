package semel.decision;

import static semel.sql.Columns.number;

import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.common.TopicPartition;
import org.hibernate.reactive.mutiny.Mutiny;
import semel.codec.DeadLetterReason;
import semel.kafka.Coordinates;
import semel.kafka.TopicsAtStart;
import semel.sql.Columns;

/** Reads what the database holds for a batch before it is decided. */
final class Claims {
    // Five parts: decisions; the positions of deliveries that differ from what intake accepted under their id; dead
    // letters and duplicates that are stored already, because the rows that made them so may be deleted by now; and the
    // least id that was not pruned.
    private static final String STORED = """
            select cast(id as text), cast(topic_id as text), partition, record_offset, outcome, reason, movements,
                   cast(extract(epoch from decided_at) * 1000000 as bigint)
            from decision where id = any(cast(cast(?1 as text[]) as uuid[]))
            union all
            select null, null, null, u.n, null, null, null, null
            from unnest(cast(?1 as text[]), cast(?2 as text[])) with ordinality u(id, sha256, n)
                 join received r on r.id = cast(u.id as uuid)
            where r.id = any(cast(cast(?1 as text[]) as uuid[])) and sha256(r.record_value) <> decode(u.sha256, 'hex')
            union all
            select null, cast(l.topic_id as text), l.partition, l.record_offset, l.reason, null, null, null
            from unnest(cast(?3 as text[]), cast(?4 as text[]), cast(?5 as text[])) u(topic_id, partition, first)
                 join dead_letter l on l.topic_id = cast(u.topic_id as uuid) and l.partition = cast(u.partition as int)
                   and l.record_offset >= cast(u.first as bigint)
            where l.reason in ('not-as-accepted', 'older-than-horizon')
            union all
            select null, cast(s.topic_id as text), s.partition, s.record_offset, 'suppressed', null, null, null
            from unnest(cast(?3 as text[]), cast(?4 as text[]), cast(?5 as text[])) u(topic_id, partition, first)
                 cross join lateral (select d.* from suppressed d
                                     where d.topic_id = cast(u.topic_id as uuid) and d.partition = cast(u.partition as int)
                                       and d.record_offset >= cast(u.first as bigint) offset 0) s
            union all
            select cast(forgotten_before as text), null, null, null, null, null, null, null from pruned
            """;

    private static final Map<String, Claim> SETTLED = Map.of(
            DeadLetterReason.NOT_AS_ACCEPTED,
            new Claim.NotAsAccepted(),
            DeadLetterReason.OLDER_THAN_HORIZON,
            new Claim.Forgotten(),
            "suppressed",
            new Claim.Duplicate());

    private final TopicsAtStart topics;

    Claims(TopicsAtStart topics) {
        this.topics = topics;
    }

    /** Reads the earlier decisions on the batch's ids, and finds the deliveries that intake did not accept. */
    Uni<Claim.KnownIds> stored(Mutiny.StatelessSession session, Batch batch) {
        var deliveries = batch.deliveries().stream()
                .filter(delivery -> delivery.content() instanceof Content.Decidable)
                .toList();
        var partitions = List.copyOf(batch.first().keySet());
        return Columns.query(
                        session,
                        STORED,
                        Columns.of(batch.decidable(), Content.Decidable::id),
                        Columns.of(deliveries, Delivery::sha256),
                        Columns.of(partitions, partition -> topics.idOf(partition.topic())),
                        Columns.of(partitions, TopicPartition::partition),
                        Columns.of(partitions, partition -> batch.first().get(partition)))
                .map(rows -> known(batch, deliveries, rows));
    }

    private Claim.KnownIds known(Batch batch, List<Delivery> deliveries, List<Object[]> rows) {
        var names = new HashMap<String, String>();
        batch.first().keySet().forEach(at -> names.put(topics.idOf(at.topic()).toString(), at.topic()));
        var stored = new HashMap<UUID, Claim.Stored>();
        var settled = new HashMap<Coordinates, Claim>();
        UUID forgottenBefore = null;
        for (var row : rows) {
            if (row[1] == null && row[0] != null) {
                forgottenBefore = UUID.fromString((String) row[0]);
            } else if (row[1] == null) {
                settled.putIfAbsent(deliveries.get((int) number(row[3]) - 1).at(), new Claim.NotAsAccepted());
            } else if (row[0] == null) {
                settled.put(at(names, row), SETTLED.get((String) row[4]));
            } else {
                var decision = decision(row);
                stored.put(decision.id(), new Claim.Stored(at(names, row), decision));
            }
        }
        return new Claim.KnownIds(stored, settled, forgottenBefore);
    }

    /** Uses the topic's id as its name if the batch does not have the topic: then no delivery of the batch can have these coordinates. */
    private static Coordinates at(Map<String, String> names, Object[] row) {
        return new Coordinates(
                names.getOrDefault((String) row[1], (String) row[1]), (int) number(row[2]), number(row[3]));
    }

    private static Decision decision(Object[] row) {
        return new Decision(
                UUID.fromString((String) row[0]),
                Decision.StoredOutcome.valueOf((String) row[4]),
                (String) row[5],
                Decision.parseMovements((String) row[6]),
                Instant.EPOCH.plus(number(row[7]), ChronoUnit.MICROS));
    }
}
