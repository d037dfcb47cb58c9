package semel.decision;

import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.hibernate.reactive.mutiny.Mutiny;
import semel.order.OrderPolicy;
import semel.order.ProductId;
import semel.wire.Coordinates;
import semel.wire.TopicsAtStart;

/**
 * The database's side of a decision: one transaction a batch, of a few statements over all its orders. It has committed
 * before the first event is sent.
 *
 * @see "docs/decisions/0002-decide-then-publish.md"
 */
@Singleton
class Decisions {
    private final Mutiny.SessionFactory database;
    private final TopicsAtStart topics;
    private final Decider decider;

    Decisions(Mutiny.SessionFactory database, TopicsAtStart topics, OrderPolicy policy) {
        this.database = database;
        this.topics = topics;
        this.decider = new Decider(policy);
    }

    /**
     * Claims, decides and stores a batch.
     *
     * @return what has to be emitted, the same at every redelivery; fails with {@link BatchRefused}, or as the database
     *     does, with nothing written
     */
    Uni<Decided> decideAndStore(Batch batch) {
        return database.withStatelessTransaction((session, transaction) -> new Work(session, batch).run());
    }

    /** One batch on one session. */
    private final class Work {
        private final Mutiny.StatelessSession session;
        private final Batch batch;

        Work(Mutiny.StatelessSession session, Batch batch) {
            this.session = session;
            this.batch = batch;
        }

        Uni<Decided> run() {
            return holdProgress()
                    .chain(this::storedDecisions)
                    .chain(stored -> holdStock().map(ledger -> decide(stored, ledger)))
                    .call(this::store);
        }

        private Decided decide(Map<UUID, Claim.Stored> stored, Ledger ledger) {
            var now = Instant.now().truncatedTo(ChronoUnit.MICROS);
            return decider.decide(batch.deliveries(), Claim.of(batch.deliveries(), stored), ledger, now);
        }

        /**
         * Locks the progress of the batch's partitions. A successor waits here for a predecessor that is still deciding, and
         * sees its decisions then.
         */
        private Uni<Void> holdProgress() {
            var partitions = batch.first().keySet().stream().toList();
            return rows(
                            """
                            select cast(p.topic_id as text), p.partition, p.published_next
                            from progress p
                            join unnest(cast(?1 as text[]), cast(?2 as text[])) u(topic_id, partition)
                              on p.topic_id = cast(u.topic_id as uuid) and p.partition = cast(u.partition as int)
                            order by p.topic_id, p.partition
                            for update of p
                            """,
                            texts(partitions, partition -> topics.idOf(partition.topic())),
                            texts(partitions, partition -> partition.partition()))
                    .invoke(rows ->
                            rows.forEach(row -> refuseIfPublished((String) row[0], number(row[1]), number(row[2]))))
                    .replaceWithVoid();
        }

        private void refuseIfPublished(String topicId, long partition, long publishedNext) {
            batch.first().forEach((at, first) -> {
                if (topics.idOf(at.topic()).toString().equals(topicId)
                        && at.partition() == partition
                        && first < publishedNext) {
                    throw new BatchRefused(
                            at + " was delivered from offset " + first + ", but all below " + publishedNext
                                    + " is published: its group's offsets were moved back, or this replica lost the partition");
                }
            });
        }

        private Uni<Map<UUID, Claim.Stored>> storedDecisions() {
            return rows("""
                            select cast(id as text), cast(topic_id as text), partition, record_offset, outcome, reason, movements,
                                   cast(extract(epoch from decided_at) * 1000000 as bigint)
                            from decision where id = any(cast(cast(?1 as text[]) as uuid[]))
                            """, texts(decidable().map(Content.Decidable::id).toList(), id -> id))
                    .map(this::byId);
        }

        private Map<UUID, Claim.Stored> byId(List<Object[]> rows) {
            var stored = new HashMap<UUID, Claim.Stored>();
            var names = new HashMap<String, String>();
            batch.first()
                    .keySet()
                    .forEach(at -> names.put(topics.idOf(at.topic()).toString(), at.topic()));
            for (var row : rows) {
                var id = UUID.fromString((String) row[0]);
                // A topic that is not in the batch cannot be where a delivery of the batch stands: any other name does.
                var topic = names.getOrDefault((String) row[1], (String) row[1]);
                var decision = new Decision(
                        id,
                        Decision.Outcome.valueOf((String) row[4]),
                        (String) row[5],
                        Decision.parseMovements((String) row[6]),
                        Instant.EPOCH.plus(number(row[7]), ChronoUnit.MICROS));
                stored.put(
                        id, new Claim.Stored(new Coordinates(topic, (int) number(row[2]), number(row[3])), decision));
            }
            return stored;
        }

        /** Locks the stock of all products that the batch names, in their order, so that replicas wait and never deadlock. */
        private Uni<Ledger> holdStock() {
            var products = new TreeSet<ProductId>();
            decidable().forEach(content -> {
                if (content instanceof Content.Arrived arrived) {
                    products.add(arrived.receipt().product());
                } else {
                    products.addAll(((Content.Placed) content).order().demand().keySet());
                }
            });
            return openStock()
                    .chain(() -> rows("""
                            select product_id, on_hand, number from stock where product_id = any(cast(?1 as text[]))
                            order by product_id for update
                            """, texts(products, ProductId::value)))
                    .map(rows -> {
                        var levels = new HashMap<ProductId, Ledger.Level>();
                        rows.forEach(row -> levels.put(
                                new ProductId((String) row[0]), new Ledger.Level(number(row[1]), number(row[2]))));
                        return new Ledger(levels);
                    });
        }

        /** A product's row exists from its first receipt on; two replicas that both see it for the first time must meet in one row. */
        private Uni<Void> openStock() {
            var received = new TreeSet<ProductId>();
            decidable().forEach(content -> {
                if (content instanceof Content.Arrived arrived) {
                    received.add(arrived.receipt().product());
                }
            });
            if (received.isEmpty()) {
                return Uni.createFrom().voidItem();
            }
            return session.createNativeQuery("""
                            insert into stock (product_id, on_hand, number)
                            select product_id, 0, 0 from unnest(cast(?1 as text[])) u(product_id) order by product_id
                            on conflict do nothing
                            """)
                    .setParameter(1, texts(received, ProductId::value))
                    .executeUpdate()
                    .replaceWithVoid();
        }

        private Uni<Void> store(Decided decided) {
            var fresh = decided.fresh().stream()
                    .sorted((a, b) -> a.decision()
                            .id()
                            .toString()
                            .compareTo(b.decision().id().toString()))
                    .toList();
            var stock = decided.stock().entrySet();
            var partitions = batch.first().keySet().stream()
                    .sorted((a, b) -> a.toString().compareTo(b.toString()))
                    .toList();
            return rows(
                            STORE,
                            texts(stock, level -> level.getKey().value()),
                            texts(stock, level -> level.getValue().onHand()),
                            texts(stock, level -> level.getValue().number()),
                            texts(fresh, settled -> settled.decision().id()),
                            texts(
                                    fresh,
                                    settled ->
                                            topics.idOf(settled.delivery().at().topic())),
                            texts(fresh, settled -> settled.delivery().at().partition()),
                            texts(fresh, settled -> settled.delivery().at().offset()),
                            texts(fresh, settled -> settled.decision().outcome()),
                            texts(fresh, settled -> settled.decision().reason()),
                            texts(fresh, settled -> settled.decision().movementsText()),
                            texts(fresh, settled -> settled.decision().at()),
                            texts(
                                    decided.duplicates(),
                                    delivery -> topics.idOf(delivery.at().topic())),
                            texts(
                                    decided.duplicates(),
                                    delivery -> delivery.at().partition()),
                            texts(
                                    decided.duplicates(),
                                    delivery -> delivery.at().offset()),
                            texts(decided.duplicates(), delivery -> ((Content.Decidable) delivery.content()).id()),
                            texts(
                                    decided.unreadable(),
                                    delivery -> topics.idOf(delivery.at().topic())),
                            texts(
                                    decided.unreadable(),
                                    delivery -> delivery.at().partition()),
                            texts(
                                    decided.unreadable(),
                                    delivery -> delivery.at().offset()),
                            texts(decided.unreadable(), delivery -> DeadLetters.UNREADABLE),
                            texts(partitions, partition -> topics.idOf(partition.topic())),
                            texts(partitions, partition -> partition.partition()),
                            texts(partitions, partition -> partition.topic()),
                            texts(
                                    partitions,
                                    partition -> batch.offsets().get(partition).offset()),
                            texts(partitions, partition -> batch.first().get(partition)))
                    .invoke(rows -> {
                        if (number(rows.get(0)[0]) != fresh.size()) {
                            // Another replica claimed one of these ids at other coordinates since we looked: look
                            // again.
                            throw new BatchRefused("an id of the batch was claimed elsewhere meanwhile");
                        }
                    })
                    .replaceWithVoid();
        }

        private Stream<Content.Decidable> decidable() {
            return batch.deliveries().stream()
                    .map(Delivery::content)
                    .filter(Content.Decidable.class::isInstance)
                    .map(Content.Decidable.class::cast);
        }

        private Uni<List<Object[]>> rows(String sql, String[]... parameters) {
            var query = session.createNativeQuery(sql, Object[].class);
            for (int i = 0; i < parameters.length; i++) {
                query.setParameter(i + 1, parameters[i]);
            }
            return query.getResultList();
        }
    }

    // One statement, so one round trip and one plan; its parts do not see each other and need not.
    private static final String STORE = """
            with moved as (
              update stock s set on_hand = cast(u.on_hand as bigint), number = cast(u.number as bigint)
              from unnest(cast(?1 as text[]), cast(?2 as text[]), cast(?3 as text[])) u(product_id, on_hand, number)
              where s.product_id = u.product_id),
            decided as (
              insert into decision (id, topic_id, partition, record_offset, outcome, reason, movements, decided_at)
              select cast(u.id as uuid), cast(u.topic_id as uuid), cast(u.partition as int), cast(u.record_offset as bigint),
                     u.outcome, u.reason, u.movements, cast(u.decided_at as timestamptz)
              from unnest(cast(?4 as text[]), cast(?5 as text[]), cast(?6 as text[]), cast(?7 as text[]),
                          cast(?8 as text[]), cast(?9 as text[]), cast(?10 as text[]), cast(?11 as text[]))
                   u(id, topic_id, partition, record_offset, outcome, reason, movements, decided_at)
              on conflict (id) do nothing returning id),
            duplicates as (
              insert into suppressed (topic_id, partition, record_offset, id)
              select cast(u.topic_id as uuid), cast(u.partition as int), cast(u.record_offset as bigint), cast(u.id as uuid)
              from unnest(cast(?12 as text[]), cast(?13 as text[]), cast(?14 as text[]), cast(?15 as text[]))
                   u(topic_id, partition, record_offset, id)
              on conflict do nothing),
            letters as (
              insert into dead_letter (topic_id, partition, record_offset, reason)
              select cast(u.topic_id as uuid), cast(u.partition as int), cast(u.record_offset as bigint), u.reason
              from unnest(cast(?16 as text[]), cast(?17 as text[]), cast(?18 as text[]), cast(?19 as text[]))
                   u(topic_id, partition, record_offset, reason)
              on conflict do nothing),
            progressed as (
              insert into progress (topic_id, partition, topic, decided_next, published_next)
              select cast(u.topic_id as uuid), cast(u.partition as int), u.topic,
                     cast(u.decided_next as bigint), cast(u.published_next as bigint)
              from unnest(cast(?20 as text[]), cast(?21 as text[]), cast(?22 as text[]), cast(?23 as text[]), cast(?24 as text[]))
                   u(topic_id, partition, topic, decided_next, published_next)
              on conflict (topic_id, partition) do update set
                decided_next = greatest(progress.decided_next, excluded.decided_next),
                published_next = greatest(progress.published_next, excluded.published_next))
            select count(*), 0 from decided
            """;

    private static <T> String[] texts(Collection<T> values, Function<T, ?> text) {
        var texts = new ArrayList<String>(values.size());
        for (var value : values) {
            var field = text.apply(value);
            texts.add(field == null ? null : field.toString());
        }
        return texts.toArray(String[]::new);
    }

    private static long number(Object column) {
        return ((Number) column).longValue();
    }
}
