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
 * Buffers the polls of a batch channel while its stage works, and merges all that wait into the next batch: a longer backlog gives larger
 * batches. It accepts each poll at once, up to a bound in bytes. Without it the connector buffers two polls, however small, and requests
 * no more until both are taken.
 *
 * @see "docs/explanation/decisions/0031-a-batch-is-all-that-waits.md"
 */
public final class Inbox {
    /**
     * One or more consecutive polls.
     *
     * @param generation of the consumer group, the same for all these polls
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
    /** The connector's wait for space: it delivers nothing before this completes. */
    private UniEmitter<? super Void> held;
    /** A restart's wait until {@link #held} is set. */
    private UniEmitter<? super Void> restarting;

    /**
     * @param maxBytes of keys, values and headers in one batch; a single poll may have more
     * @param work called with one batch at a time; must not fail
     */
    public Inbox(long maxBytes, Function<Delivered, Uni<Void>> work) {
        this.maxBytes = maxBytes;
        this.work = work;
    }

    /** @return completes when the connector may deliver the next poll: at once while there is space */
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

    /** @return all waiting polls of one generation, up to the bound; null if none waits, and then the next poll restarts the work */
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

    /** Partitions of another generation may be assigned to another replica, so its polls are not merged with these. */
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
     * Drops the waiting polls and rewinds the consumer. If the connector was not held, a poll from before the rewind may still arrive, and
     * would be taken for the next one. So it then waits until a poll holds the connector, and rewinds again: no other poll is in flight
     * the second time.
     *
     * @param setBack rewinds the consumer to the committed offsets
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
