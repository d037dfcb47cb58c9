package semel.projection;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
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
 * @param arrivals of each kind that is applied
 * @param unreadable without events of a later version, because each of them has a readable one beside it (decision 0013)
 * @param next for each partition the offset after its last record and the control records that were read with it
 */
record Effects(
        Map<EventId.Kind, List<EventRecord>> arrivals,
        List<EventRecord> repeated,
        List<QuarantinedRecord> unreadable,
        Map<TopicPartition, Long> next) {

    private static final Comparator<EventRecord> BY_ID = Comparator.comparing(
                    (EventRecord arrival) -> arrival.event().id().subject())
            .thenComparing(arrival -> arrival.event().id().line());

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
        return arrivals.values().stream().mapToInt(List::size).sum() + repeated.size() + unreadable.size();
    }

    private static final class Sorting {
        private final Map<String, EventId.Kind> kinds = new HashMap<>();
        private final Set<EventId> seen = new HashSet<>();
        private final Map<EventId.Kind, List<EventRecord>> arrivals = new EnumMap<>(EventId.Kind.class);
        private final List<EventRecord> repeated = new ArrayList<>();
        private final List<QuarantinedRecord> unreadable = new ArrayList<>();
        private final Map<TopicPartition, Long> next = new HashMap<>();

        private Sorting(TopicsConfig topics) {
            for (var kind : EventId.Kind.applied()) {
                kinds.put(topics.of(kind), kind);
                arrivals.put(kind, new ArrayList<>());
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
            var list = seen.add(event.id()) ? arrivals.get(event.id().kind()) : repeated;
            list.add(new EventRecord(event, at, sentAt));
        }

        private Effects effects() {
            arrivals.values().forEach(list -> list.sort(BY_ID));
            return new Effects(arrivals, List.copyOf(repeated), unreadable, next);
        }
    }
}
