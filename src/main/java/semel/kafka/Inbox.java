package semel.kafka;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * What a batch channel has delivered and nobody works on yet. It takes each poll at once, up to a bound, and gives out all that waits
 * when the work before is done: the more there is to do, the larger the batches. The connector alone holds two polls, however small,
 * and asks for no more until both are taken.
 *
 * @see "docs/explanation/decisions/0031-a-batch-is-all-that-waits.md"
 */
public final class Inbox {
    /**
     * Polls that followed each other.
     *
     * @param generation of the consumer group when they were polled: that of all of them
     * @param bytes as {@link PollParts} counts them
     */
    public record Delivered(ConsumerRecords<byte[], byte[]> records, int generation, long bytes) {
        public Delivered(ConsumerRecords<byte[], byte[]> records, int generation) {
            this(records, generation, PollParts.bytes(records));
        }

        /** As {@link PollParts#of}. */
        public List<ConsumerRecords<byte[], byte[]>> parts(long maxBytes) {
            return bytes <= maxBytes ? List.of(records) : PollParts.of(records, maxBytes);
        }
    }

    private final long maxBytes;
    private final Function<Delivered, Uni<Void>> work;
    private final Deque<Delivered> waiting = new ArrayDeque<>();
    private long waitingBytes;
    private boolean isBusy;
    private boolean isClosed;
    /** The connector's wait for room: it delivers nothing before this completes. */
    private UniEmitter<? super Void> held;
    /** A restart's wait for the connector to be held. */
    private UniEmitter<? super Void> restarting;

    /**
     * @param maxBytes of keys, values and headers in one piece of work; a single poll may have more
     * @param work on one piece at a time; must not fail
     */
    public Inbox(long maxBytes, Function<Delivered, Uni<Void>> work) {
        this.maxBytes = maxBytes;
        this.work = work;
    }

    /** @return completes when the connector may deliver the next poll: at once while there is room */
    public Uni<Void> add(Delivered delivered) {
        return Uni.createFrom().emitter(room -> add(delivered, room));
    }

    private void add(Delivered poll, UniEmitter<? super Void> room) {
        UniEmitter<? super Void> restart;
        boolean starts;
        synchronized (this) {
            restart = restarting;
            restarting = null;
            starts = !isClosed && !isBusy;
            if (!isClosed) {
                waiting.add(poll);
                waitingBytes += poll.bytes();
                isBusy = true;
            }
            held = room;
        }
        if (starts) {
            work();
        }
        letIn();
        complete(restart);
    }

    private void work() {
        Multi.createBy()
                .repeating()
                .uni(() -> work(next()))
                .whilst(goesOn -> goesOn)
                .subscribe()
                .with(done -> {});
    }

    private Uni<Boolean> work(Delivered next) {
        letIn();
        return next == null ? Uni.createFrom().item(false) : work.apply(next).replaceWith(true);
    }

    /** @return all that waits, of one generation and up to the bound; null where nothing does, and the next poll starts the work anew */
    private synchronized Delivered next() {
        var polls = new ArrayList<Delivered>();
        var bytes = 0L;
        while (!waiting.isEmpty() && (polls.isEmpty() || fits(polls.get(0), bytes, waiting.peek()))) {
            var poll = waiting.remove();
            bytes += poll.bytes();
            polls.add(poll);
        }
        waitingBytes -= bytes;
        isBusy = !polls.isEmpty();
        return polls.size() < 2 ? (polls.isEmpty() ? null : polls.get(0)) : merged(polls, bytes);
    }

    /** What was polled in another generation may be somebody else's by now: it is not published with the ones before it. */
    private boolean fits(Delivered first, long bytes, Delivered next) {
        return next.generation() == first.generation() && bytes + next.bytes() <= maxBytes;
    }

    private static Delivered merged(List<Delivered> polls, long bytes) {
        var records = new LinkedHashMap<TopicPartition, List<ConsumerRecord<byte[], byte[]>>>();
        var next = new LinkedHashMap<TopicPartition, OffsetAndMetadata>();
        for (var poll : polls) {
            for (var partition : poll.records().partitions()) {
                records.computeIfAbsent(partition, first -> new ArrayList<>())
                        .addAll(poll.records().records(partition));
                next.remove(partition);
            }
            next.putAll(poll.records().nextOffsets());
        }
        return new Delivered(new ConsumerRecords<>(records, next), polls.get(0).generation(), bytes);
    }

    private void letIn() {
        UniEmitter<? super Void> room = null;
        synchronized (this) {
            if (!isClosed && waitingBytes < maxBytes) {
                room = held;
                held = null;
            }
        }
        complete(room);
    }

    /**
     * Drops what waits and sets the consumer back. Twice, unless the connector was held: what it polled before the first time may be on
     * its way here, and would be taken for what comes next. Then that, or what the first time made it deliver again, holds it, and
     * nothing is on its way the second time.
     *
     * @param setBack sets the consumer back to the committed offsets
     */
    public Uni<Void> restart(Supplier<Uni<Void>> setBack) {
        return Uni.createFrom()
                .deferred(() ->
                        close() ? Uni.createFrom().voidItem() : setBack.get().chain(this::hold))
                .chain(setBack::get)
                .invoke(this::open);
    }

    private synchronized boolean close() {
        isClosed = true;
        waiting.clear();
        waitingBytes = 0;
        return held != null;
    }

    private Uni<Void> hold() {
        return Uni.createFrom().emitter(isHeld -> {
            synchronized (this) {
                if (held == null) {
                    restarting = isHeld;
                    return;
                }
            }
            isHeld.complete(null);
        });
    }

    private void open() {
        synchronized (this) {
            isClosed = false;
        }
        letIn();
    }

    private static void complete(UniEmitter<? super Void> emitter) {
        if (emitter != null) {
            emitter.complete(null);
        }
    }
}
