package semel.model;

import static semel.model.ModelReplica.Phase.*;
import static semel.model.Protocol.Deviation.*;

import java.util.function.Consumer;
import java.util.function.Predicate;

/** Faults, each possible any number of times. A freeze is no step: any replica may do nothing for any time. */
enum FaultStep implements ModelStep {
    CRASHES("crashes", turn -> !turn.is(DEAD), turn -> turn.self().die()),
    /** For a dead or frozen replica: the group continues without it, and a frozen one is not informed. */
    LOSES_SESSION("is expelled from the group", turn -> turn.broker().isMember(turn.number()), turn -> {
        turn.broker().expel(turn.number());
        turn.state().rebalance(turn.protocol());
    }),
    LOSES_TRANSACTION(
            "has its transaction timed out: aborted and fenced",
            turn -> turn.broker().isOpen(turn.number()),
            turn -> turn.broker().fence(turn.number())),
    LOSES_DATABASE_REPLY(
            "decides {next}, but does not hear of it and goes back",
            turn -> turn.is(IDLE) && (turn.self().hasRest() || turn.self().hasPolled()) && !WorkStep.isLocked(turn),
            turn -> {
                (turn.self().hasRest() ? WorkStep.DECIDES_THE_REST : WorkStep.DECIDES).happen(turn);
                if (turn.is(CLAIMED)) {
                    WorkStep.STORES.happen(turn);
                }
                WorkStep.rewind(turn);
            }),
    FAILS_TO_SEND(
            "gets no acknowledgement for the inventory of {batch}",
            turn -> turn.isAble(SENT_ORDERS),
            turn -> turn.become(turn.has(SENDS_UNCHECKED) ? SENT : FAILED)),
    FAILS_TO_SEND_OFFSETS(
            "gets no answer to the offsets of {batch} within max.block.ms",
            turn -> turn.isAble(SENT),
            WorkStep::failOffsets),
    FAILS_TO_COMMIT(
            "is refused the commit of {batch}", turn -> turn.isAble(OFFSETS_SENT), turn -> turn.become(SWALLOWED)),
    LOSES_COMMIT_REPLY("gets no answer to the commit of {batch}", turn -> turn.isAble(OFFSETS_SENT), turn -> {
        turn.broker().requestCommit(turn.number());
        turn.become(UNKNOWN);
    });

    private final String text;
    private final Predicate<Turn> possible;
    private final Consumer<Turn> effect;

    FaultStep(String text, Predicate<Turn> possible, Consumer<Turn> effect) {
        this.text = text;
        this.possible = possible;
        this.effect = effect;
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
