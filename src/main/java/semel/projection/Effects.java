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
import semel.codec.EventCodec;
import semel.codec.Parsed;
import semel.kafka.Coordinates;
import semel.kafka.TopicsConfig;
import semel.order.Event;
import semel.order.EventId;

/**
 * The events of one batch by kind, each event once, sorted by id. Two replicas with the same events (after a rebalance while one of
 * them retried) then wait for each other and do not deadlock.
 *
 * @param unreadable without events of a later version, because each of them has a readable one beside it (decision 0013)
 * @param next for each partition the offset after its last record and the control records that were read with it
 */
record Effects(
        List<EventRecord<Event.OrderDecided>> orders,
        List<EventRecord<Event.StockMoved>> movements,
        List<EventRecord<Event.CustomerNotified>> notifications,
        List<EventRecord<?>> repeated,
        List<QuarantinedRecord> unreadable,
        Map<TopicPartition, Long> next) {

    /** The events of a poll or of a part of it. */
    static Effects of(ConsumerRecords<byte[], byte[]> polled, TopicsConfig topics) {
        var sorting = new Sorting(topics);
        polled.forEach(sorting::add);
        sorting.next.putAll(next(polled));
        return sorting.effects();
    }

    /** The reader's position after a poll or a part of it: everything before is in this batch or in earlier ones. */
    static Map<TopicPartition, Long> next(ConsumerRecords<byte[], byte[]> polled) {
        var next = new HashMap<TopicPartition, Long>();
        polled.nextOffsets().forEach((partition, position) -> next.put(partition, position.offset()));
        polled.forEach(record ->
                next.merge(new TopicPartition(record.topic(), record.partition()), record.offset() + 1, Math::max));
        return next;
    }

    /** @param batch 0 or more records of one poll; the first record of an event counts, the others are repeated */
    static Effects of(Iterable<ConsumerRecord<byte[], byte[]>> batch, TopicsConfig topics) {
        var sorting = new Sorting(topics);
        batch.forEach(sorting::add);
        return sorting.effects();
    }

    /** The number of records, without events of a later version. */
    int events() {
        return orders.size() + movements.size() + notifications.size() + repeated.size() + unreadable.size();
    }

    private static final class Sorting {
        private final Map<String, EventId.Kind> kinds = new HashMap<>();
        private final Set<EventId> seen = new HashSet<>();
        private final List<EventRecord<Event.OrderDecided>> orders = new ArrayList<>();
        private final List<EventRecord<Event.StockMoved>> movements = new ArrayList<>();
        private final List<EventRecord<Event.CustomerNotified>> notifications = new ArrayList<>();
        private final List<EventRecord<?>> repeated = new ArrayList<>();
        private final List<QuarantinedRecord> unreadable = new ArrayList<>();
        private final Map<TopicPartition, Long> next = new HashMap<>();

        private Sorting(TopicsConfig topics) {
            for (var kind : EventId.Kind.applied()) {
                kinds.put(topics.of(kind), kind);
            }
        }

        private void add(ConsumerRecord<byte[], byte[]> record) {
            var at = new Coordinates(record.topic(), record.partition(), record.offset());
            next.merge(new TopicPartition(at.topic(), at.partition()), at.offset() + 1, Math::max);
            var kind = kinds.get(record.topic());
            if (kind == null) {
                unreadable.add(new QuarantinedRecord(at, "no topic of events", record.key(), record.value()));
                return;
            }
            var parsed = EventCodec.decode(kind, record.key(), record.value());
            if (parsed instanceof Parsed.Valid<? extends Event> valid) {
                add(valid.value(), at, record.timestamp());
            } else if (!EventCodec.isOfLaterVersion(kind, record.headers())) {
                var reason = ((Parsed.Invalid<? extends Event>) parsed).detail();
                unreadable.add(new QuarantinedRecord(at, reason, record.key(), record.value()));
            }
        }

        private void add(Event event, Coordinates at, long sentAt) {
            if (!seen.add(event.id())) {
                repeated.add(new EventRecord<>(event, at, sentAt));
            } else if (event instanceof Event.OrderDecided decided) {
                orders.add(new EventRecord<>(decided, at, sentAt));
            } else if (event instanceof Event.StockMoved moved) {
                movements.add(new EventRecord<>(moved, at, sentAt));
            } else if (event instanceof Event.CustomerNotified notified) {
                notifications.add(new EventRecord<>(notified, at, sentAt));
            } else {
                throw new IllegalStateException("an event of an unknown kind: " + event.id());
            }
        }

        private Effects effects() {
            return new Effects(
                    sorted(orders), sorted(movements), sorted(notifications), List.copyOf(repeated), unreadable, next);
        }

        private static <E extends Event> List<EventRecord<E>> sorted(List<EventRecord<E>> arrivals) {
            return arrivals.stream()
                    .sorted(Comparator.comparing((EventRecord<E> arrival) ->
                                    arrival.event().id().subject())
                            .thenComparing(arrival -> arrival.event().id().line()))
                    .toList();
        }
    }
}
