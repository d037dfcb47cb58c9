package semel.model;

import static semel.model.ModelReplica.Phase.*;
import static semel.model.Protocol.Deviation.*;

import java.util.function.Consumer;
import java.util.function.Predicate;

/** Steps without a fault. Those of the consumer and those of the batch interleave, as on their two threads. */
enum WorkStep implements ModelStep {
    RESTARTS(
            "starts again: its producer's new epoch aborts what the old one left open", turn -> turn.is(DEAD), turn -> {
                turn.broker().initTransactions(turn.number());
                turn.become(IDLE);
            }),
    /** A static member that returns within its session timeout keeps its partitions and generation. */
    COMES_BACK(
            "comes back into the group, which had not missed it",
            turn -> !turn.is(DEAD) && !turn.self().hasJoined() && turn.broker().isMember(turn.number()),
            turn -> turn.self().adopt(turn.broker(), false, !turn.protocol().gathers())),
    JOINS("joins the group", turn -> !turn.is(DEAD) && !turn.broker().isMember(turn.number()), turn -> {
        turn.self().join(!turn.protocol().gathers());
        turn.broker().admit(turn.number());
        turn.state().rebalance(turn.protocol());
    }),
    FETCHES_OFFSETS(
            "gets the committed offsets",
            turn -> turn.self().needsOffsets() && (turn.has(UNSTABLE_OFFSETS) || !isUnstable(turn)),
            turn -> ModelState.eachPartition(
                    turn.self()::needsOffset,
                    partition -> turn.self().seek(partition, turn.broker().committed(partition)))),
    POLLS(
            "polls {polled}",
            turn -> mayPoll(turn) && turn.self().canPoll(),
            turn -> turn.self().poll()),
    POLLS_ALL(
            "polls {polled}",
            turn -> cutsPolls(turn) && mayPoll(turn) && turn.self().canPollMore(),
            turn -> turn.self().pollAll()),
    DECIDES("decides {polled} in the database", WorkStep::canTake, turn -> {
        turn.self().take();
        ModelDecider.decide(turn);
    }),
    DECIDES_A_PART(
            "decides the first record of {polled} in the database, and leaves the rest for later",
            turn -> cutsPolls(turn) && canTake(turn) && turn.self().hasPolledSeveral(),
            turn -> {
                turn.self().takePart();
                ModelDecider.decide(turn);
            }),
    DECIDES_THE_REST(
            "decides {rest} in the database, the rest of its poll",
            turn -> turn.is(IDLE) && turn.self().hasRest(),
            turn -> {
                turn.self().takeRest();
                ModelDecider.decide(turn);
            }),
    STORES("stores what it decided on {batch}", turn -> turn.is(CLAIMED), ModelDecider::store),
    SENDS_ORDERS("sends the orders of {batch}", turn -> turn.isAble(DECIDED), turn -> {
        send(turn, ModelBroker.ORDERS);
        turn.become(SENT_ORDERS);
    }),
    SENDS_INVENTORY("sends the inventory of {batch}", turn -> turn.isAble(SENT_ORDERS), turn -> {
        send(turn, ModelBroker.INVENTORY);
        turn.become(SENT);
    }),
    SENDS_OFFSETS("sends the offsets of {batch}", turn -> turn.isAble(SENT) && isInGeneration(turn), turn -> {
        var ofPoll = turn.has(OFFSETS_OF_THE_POLL);
        ModelState.eachPartition(ofPoll ? turn.self()::holdsInPoll : turn.self()::holds, partition -> {
            var next = ofPoll ? turn.self().nextOfPoll(partition) : turn.self().next(partition);
            if (turn.has(OFFSETS_OUTSIDE)) {
                turn.broker().commitOffset(partition, next);
            } else {
                turn.broker().addOffset(turn.number(), partition, next);
            }
        });
        turn.become(OFFSETS_SENT);
    }),
    IS_REFUSED(
            "is refused the offsets of {batch}: the group is in another generation",
            turn -> turn.isAble(SENT) && !isInGeneration(turn),
            WorkStep::failOffsets),
    COMMITS("commits and reports {batch} as published", turn -> turn.isAble(OFFSETS_SENT), turn -> {
        turn.broker().commit(turn.number());
        turn.become(IDLE);
    }),
    ABORTS_AND_REWINDS("aborts {batch} and goes back", turn -> turn.isAble(FAILED) || confirms(turn), turn -> {
        turn.broker().abort(turn.number());
        rewind(turn);
    }),
    ABORTS_AND_REPORTS_SUCCESS(
            "aborts {batch} and reports it as published", turn -> turn.isAble(SWALLOWED) && !confirms(turn), turn -> {
                turn.broker().abort(turn.number());
                turn.become(IDLE);
            }),
    COMMITS_AGAIN("commits {batch} again", turn -> turn.isAble(UNKNOWN) && waits(turn), turn -> {
        turn.broker().commit(turn.number());
        turn.become(IDLE);
    }),
    GIVES_UP(
            "cannot abort {batch} while its commit is unknown, and exits",
            turn -> turn.isAble(UNKNOWN) && turn.has(OFFSETS_BY_BLOCK),
            turn -> turn.self().die()),
    FORGETS(
            "takes the commit of {batch} as failed and goes back",
            turn -> turn.isAble(UNKNOWN) && turn.has(UNKNOWN_IS_FAILED),
            WorkStep::rewind),
    TRIES_AGAIN(
            "takes the commit of {batch} as failed and makes a new producer",
            turn -> turn.isAble(UNKNOWN) && turn.has(UNKNOWN_IS_TRIED_AGAIN),
            turn -> {
                turn.broker().initTransactions(turn.number());
                turn.become(DECIDED);
            }),
    IS_COMMITTED_LATE(
            "has its commit obeyed late",
            turn -> turn.broker().isCommitting(turn.number()),
            turn -> turn.broker().commit(turn.number())),
    EXITS(
            "is fenced and exits",
            turn -> turn.broker().isFenced(turn.number()) && !turn.is(IDLE) && !turn.is(DEAD) && !turn.has(NO_EXIT),
            turn -> turn.self().die());

    private final String text;
    private final Predicate<Turn> possible;
    private final Consumer<Turn> effect;

    WorkStep(String text, Predicate<Turn> possible, Consumer<Turn> effect) {
        this.text = text;
        this.possible = possible;
        this.effect = effect;
    }

    private static boolean isUnstable(Turn turn) {
        return ModelState.anyPartition(partition ->
                turn.self().needsOffset(partition) && !turn.broker().isStable(partition));
    }

    /** The documented block commits the offsets of its message, a whole poll, and cannot cut it. */
    private static boolean cutsPolls(Turn turn) {
        return !turn.has(OFFSETS_BY_BLOCK)
                && !turn.has(WHOLE_POLLS)
                && !turn.state().hasHistory();
    }

    /** Polled records join the queue only within one generation. */
    private static boolean mayPoll(Turn turn) {
        return !turn.self().hasPolled()
                || turn.protocol().gathers() && (turn.self().hasCurrentQueue() || turn.has(MIXED_GENERATIONS));
    }

    private static boolean canTake(Turn turn) {
        return turn.is(IDLE) && !turn.self().hasRest() && turn.self().hasPolled() && !isLocked(turn);
    }

    /** Whether the open transaction of the other replica has locked the progress of a partition that was polled. */
    static boolean isLocked(Turn turn) {
        var other = turn.state().replica(1 - turn.number());
        return other.is(CLAIMED)
                && ModelState.anyPartition(
                        partition -> other.holds(partition) && turn.self().hasPolled(partition));
    }

    private static void send(Turn turn, int topic) {
        turn.input()
                .each(
                        turn.self()::emits,
                        (partition, offset) ->
                                turn.broker().append(topic, turn.input().id(partition, offset), turn.number()));
    }

    private static boolean isInGeneration(Turn turn) {
        return turn.has(GENERATION_BY_NOW)
                ? turn.self().isCurrent()
                : turn.self().hasCurrentBatch();
    }

    /** The block reports failures of its work and swallows failures of its commit. */
    static void failOffsets(Turn turn) {
        turn.become(turn.has(OFFSETS_BY_BLOCK) ? SWALLOWED : FAILED);
    }

    private static boolean confirms(Turn turn) {
        return turn.isAble(SWALLOWED) && !turn.has(UNCONFIRMED);
    }

    private static boolean waits(Turn turn) {
        return !turn.has(OFFSETS_BY_BLOCK) && !turn.has(UNKNOWN_IS_FAILED) && !turn.has(UNKNOWN_IS_TRIED_AGAIN);
    }

    static void rewind(Turn turn) {
        if (!turn.has(NO_REWIND)) {
            turn.self().rewind(!turn.has(QUEUE_KEPT));
        }
        if (!turn.has(REST_KEPT)) {
            turn.self().dropRest();
        }
        turn.become(IDLE);
    }

    @Override
    public String text() {
        return text;
    }

    @Override
    public boolean isPossible(Turn turn) {
        return possible.test(turn);
    }

    @Override
    public void happen(Turn turn) {
        effect.accept(turn);
    }
}
