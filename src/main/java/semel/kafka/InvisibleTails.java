package semel.kafka;

import io.quarkus.arc.All;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartition;

/**
 * Stores that the tail of a partition holds no visible record, only control records and records of aborted transactions. A stage stores its
 * progress with its next batch, but an idle partition has none, and once retention has deleted the tail, its content is unknown. So each
 * replica reads the tail after the last processed record while it exists, even if the stage is parked.
 *
 * @see "docs/explanation/decisions/0008-refused-rather-than-survived.md"
 */
@Singleton
class InvisibleTails {
    private static final Duration PERIOD = Duration.ofSeconds(1);
    private static final Duration REMINDER = Duration.ofMinutes(5);

    /** The offsets from {@code done.passed()} to the last stable offset, exclusive. */
    private record Tail(StageOffsets stage, StageProgress done, long to) {
        TopicPartition at() {
            return new TopicPartition(done.topic(), done.partition());
        }

        long from() {
            return done.passed();
        }
    }

    private final PartitionOffsets offsets;
    private final TopicsAtStart topics;
    private final Map<String, Object> broker;
    private final List<StageOffsets> stages;
    private final ProcessExit end;
    private final Outage looking = new Outage("looking behind the last records", REMINDER);
    private final AtomicBoolean busy = new AtomicBoolean();
    private List<Tail> before = List.of();
    private Map<TopicPartition, Long> occupied = Map.of();
    private Map<TopicPartition, Long> done = Map.of();
    private long timer;

    InvisibleTails(
            Admin admin,
            TopicsAtStart topics,
            @Identifier("default-kafka-broker") Map<String, Object> broker,
            @All List<StageOffsets> stages,
            ProcessExit end) {
        this.offsets = new PartitionOffsets(admin, null);
        this.topics = topics;
        this.broker = broker;
        this.stages = stages;
        this.end = end;
    }

    void atStart(@Observes StartupEvent start, Vertx vertx) {
        timer = vertx.setPeriodic(PERIOD.toMillis(), fired -> run());
    }

    // A live reload keeps Vert.x, and with it every timer.
    void atStop(@Observes ShutdownEvent stop, Vertx vertx) {
        looking.stop();
        vertx.cancelTimer(timer);
    }

    private void run() {
        if (busy.compareAndSet(false, true)) {
            Uni.createFrom()
                    .deferred(this::look)
                    .onFailure()
                    .recoverWithUni(end::unlessStopping)
                    .onItemOrFailure()
                    .invoke((looked, failure) -> busy.set(false))
                    .subscribe()
                    .with(looked -> looking.over(), looking::failed);
        }
    }

    /** Must not run twice at a time. Reads a partition only if its tail is the same as at the previous call. */
    Uni<Void> look() {
        return stableEnds()
                .chain(ends -> ends.equals(done)
                        ? Uni.createFrom().voidItem()
                        : tails(ends).chain(tails -> note(ends, tails)));
    }

    private Uni<Map<TopicPartition, Long>> stableEnds() {
        var names = stages.stream().flatMap(stage -> stage.topics().stream()).toList();
        return offsets.partitions(names).chain(offsets::lastStable);
    }

    private Uni<List<Tail>> tails(Map<TopicPartition, Long> ends) {
        return Multi.createFrom()
                .iterable(stages)
                .onItem()
                .transformToUniAndConcatenate(
                        stage -> stage.known(stage.topics()).map(known -> tails(stage, known, ends)))
                .collect()
                .in(ArrayList::new, List::addAll);
    }

    private List<Tail> tails(StageOffsets stage, List<StageProgress> known, Map<TopicPartition, Long> ends) {
        var tails = new ArrayList<Tail>();
        ends.forEach((at, end) -> {
            if (stage.topics().contains(at.topic()) && !isCreatedAgain(at.topic(), known)) {
                var here = StageProgress.of(at, topics.idOf(at.topic()), known);
                if (here.isWithin(end) && here.passed() < end) {
                    tails.add(new Tail(stage, here, end));
                }
            }
        });
        return tails;
    }

    /** An operator must accept a topic that was created again; a row here would accept it. */
    private boolean isCreatedAgain(String topic, List<StageProgress> known) {
        return StageProgress.ofAnother(topic, topics.idOf(topic), known).isPresent();
    }

    private Uni<Void> note(Map<TopicPartition, Long> ends, List<Tail> tails) {
        var unread = tails.stream()
                .filter(before::contains)
                .filter(tail -> !Objects.equals(occupied.get(tail.at()), tail.from()))
                .toList();
        before = tails;
        done = tails.isEmpty() ? ends : Map.of();
        return unread.isEmpty()
                ? Uni.createFrom().voidItem()
                : Uni.createFrom()
                        .item(() -> read(unread))
                        .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                        .onItem()
                        .transformToMulti(read -> Multi.createFrom().iterable(read.entrySet()))
                        .onItem()
                        .transformToUniAndConcatenate(read ->
                                read.getKey().stage().passed(read.getKey().done(), read.getValue()))
                        .onItem()
                        .ignoreAsUni();
    }

    /** @return the end of the part without records, by tail; without tails that begin with a record or were partly deleted */
    private Map<Tail, Long> read(List<Tail> tails) {
        var passable = new HashMap<Tail, Long>();
        var met = new HashMap<>(occupied);
        try (var records = new VisibleRecords(broker)) {
            for (var tail : tails) {
                var next = records.passable(tail.at(), tail.from(), tail.to());
                if (next > tail.from()) {
                    passable.put(tail, next);
                } else {
                    met.put(tail.at(), next);
                }
            }
        }
        occupied = met;
        return passable;
    }
}
