package semel.projection;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import semel.order.Event;
import semel.order.EventId;
import semel.wire.Coordinates;
import semel.wire.EventCodec;
import semel.wire.Parsed;
import semel.wire.Topics;

/**
 * What one batch asks the database to do: each event once, sorted by id, so that two replicas with the same events (a
 * rebalance while one of them retried) wait for each other instead of deadlocking.
 *
 * @param unreadable but for events of a later version: those stand beside the ones that are read here (decision 0013)
 * @param next for each partition the offset behind its last record, and behind the control records that were passed with it
 */
record Effects(
        List<Arrival<Event.OrderDecided>> orders,
        List<Arrival<Event.StockMoved>> movements,
        List<Arrival<Event.CustomerNotified>> notifications,
        List<Arrival<?>> repeated,
        List<Unreadable> unreadable,
        Map<TopicPartition, Long> next) {

    /** All of one poll, or of a part of it. */
    static Effects of(ConsumerRecords<byte[], byte[]> polled, Topics topics) {
        var sorting = new Sorting(topics);
        polled.forEach(sorting::add);
        sorting.next.putAll(next(polled));
        return sorting.effects();
    }

    /** Where the reader stands after a poll, or a part of it: everything before is in this batch or in those before it. */
    static Map<TopicPartition, Long> next(ConsumerRecords<byte[], byte[]> polled) {
        var next = new HashMap<TopicPartition, Long>();
        polled.nextOffsets().forEach((partition, position) -> next.put(partition, position.offset()));
        polled.forEach(record ->
                next.merge(new TopicPartition(record.topic(), record.partition()), record.offset() + 1, Math::max));
        return next;
    }

    /** @param batch n >= 0 records of one poll; of one event that stands there twice the first counts, the others are repeated */
    static Effects of(Iterable<ConsumerRecord<byte[], byte[]>> batch, Topics topics) {
        var sorting = new Sorting(topics);
        batch.forEach(sorting::add);
        return sorting.effects();
    }

    /** How many of its records were read. */
    int events() {
        return orders.size() + movements.size() + notifications.size() + repeated.size() + unreadable.size();
    }

    private static final class Sorting {
        private final Map<String, EventId.Kind> kinds = new HashMap<>();
        private final Set<EventId> seen = new HashSet<>();
        private final List<Arrival<Event.OrderDecided>> orders = new ArrayList<>();
        private final List<Arrival<Event.StockMoved>> movements = new ArrayList<>();
        private final List<Arrival<Event.CustomerNotified>> notifications = new ArrayList<>();
        private final List<Arrival<?>> repeated = new ArrayList<>();
        private final List<Unreadable> unreadable = new ArrayList<>();
        private final Map<TopicPartition, Long> next = new HashMap<>();

        private Sorting(Topics topics) {
            for (var kind : EventId.Kind.values()) {
                kinds.put(topics.of(kind), kind);
            }
        }

        private void add(ConsumerRecord<byte[], byte[]> record) {
            var at = new Coordinates(record.topic(), record.partition(), record.offset());
            next.merge(new TopicPartition(at.topic(), at.partition()), at.offset() + 1, Math::max);
            var kind = kinds.get(record.topic());
            if (kind == null) {
                unreadable.add(new Unreadable(at, "no topic of events", record.key(), record.value()));
                return;
            }
            var parsed = EventCodec.decode(kind, record.key(), record.value());
            if (parsed instanceof Parsed.Valid<? extends Event> valid) {
                add(valid.value(), at, record.timestamp());
            } else if (!EventCodec.isOfLaterVersion(kind, record.headers())) {
                var reason = ((Parsed.Unreadable<? extends Event>) parsed).detail();
                unreadable.add(new Unreadable(at, reason, record.key(), record.value()));
            }
        }

        private void add(Event event, Coordinates at, long sentAt) {
            if (!seen.add(event.id())) {
                repeated.add(new Arrival<>(event, at, sentAt));
            } else if (event instanceof Event.OrderDecided decided) {
                orders.add(new Arrival<>(decided, at, sentAt));
            } else if (event instanceof Event.StockMoved moved) {
                movements.add(new Arrival<>(moved, at, sentAt));
            } else if (event instanceof Event.CustomerNotified notified) {
                notifications.add(new Arrival<>(notified, at, sentAt));
            } else {
                throw new IllegalStateException("an event of an unknown kind: " + event.id());
            }
        }

        private Effects effects() {
            return new Effects(
                    sorted(orders), sorted(movements), sorted(notifications), List.copyOf(repeated), unreadable, next);
        }

        private static <E extends Event> List<Arrival<E>> sorted(List<Arrival<E>> arrivals) {
            return arrivals.stream()
                    .sorted(Comparator.comparing(
                                    (Arrival<E> arrival) -> arrival.event().id().subject())
                            .thenComparing(arrival -> arrival.event().id().line()))
                    .toList();
        }
    }
}
