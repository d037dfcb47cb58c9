package semel.model;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Explores all states that a protocol reaches with a number of faults: breadth first without a fault, then with one, and so on.
 * The way to the first broken property therefore has the fewest faults, and then the fewest steps.
 */
final class Exploration {
    /**
     * @param states number of reached states
     * @param transitions number of transitions between them
     * @param broken the first broken property
     * @param way the steps to it, as sentences
     * @param taken all steps that occurred
     */
    record Result(int states, long transitions, Optional<Property> broken, List<String> way, Set<ModelStep> taken) {}

    private record Reached(ModelState state, ModelState origin, int depth) {}

    private final Protocol protocol;
    private final List<ModelStep> steps;
    private final Set<Property> judged;
    private final Set<ModelStep> taken = new HashSet<>();
    private final Map<ModelState, ModelState> origins = new HashMap<>(1 << 20);
    /** States to visit, by depth: reached with the current number of faults, and with one more. */
    private final Queue<Reached> inside = new ArrayDeque<>();

    private Queue<Reached> beyond = new ArrayDeque<>();
    private long transitions;

    private Exploration(Protocol protocol, Set<Property> judged) {
        this.protocol = protocol;
        this.judged = judged;
        this.steps = Stream.<Stream<? extends ModelStep>>of(
                        Arrays.stream(WorkStep.values()),
                        Arrays.stream(FaultStep.values()),
                        protocol.prunes() ? Arrays.stream(HistoryStep.values()) : Stream.empty())
                .<ModelStep>flatMap(kind -> kind)
                .toList();
    }

    /**
     * @param faults the most on one way
     * @param judged properties whose violation ends the exploration
     */
    static Result of(Protocol protocol, int faults, Set<Property> judged) {
        return new Exploration(protocol, judged).explore(faults);
    }

    private Result explore(int faults) {
        var initial = ModelState.initial(protocol);
        beyond.add(new Reached(initial, initial, 0));
        for (int fault = 0; fault <= faults; fault++) {
            var entries = beyond;
            beyond = new ArrayDeque<>();
            while (!entries.isEmpty() || !inside.isEmpty()) {
                var entering = isNearer(entries);
                var reached = entering ? entries.remove() : inside.remove();
                if (entering && origins.putIfAbsent(reached.state(), reached.origin()) != null) {
                    continue;
                }
                var broken = visit(reached, fault < faults);
                if (broken.isPresent()) {
                    return new Result(origins.size(), transitions, broken, way(reached.state()), taken);
                }
            }
        }
        return new Result(origins.size(), transitions, Optional.empty(), List.of(), taken);
    }

    /** Whether the next entry is at most as deep as the next state inside. */
    private boolean isNearer(Queue<Reached> entries) {
        return inside.isEmpty()
                || !entries.isEmpty()
                        && entries.element().depth() <= inside.element().depth();
    }

    private Optional<Property> visit(Reached reached, boolean mayFail) {
        var quiescent = true;
        for (int replica = 0; replica < ModelState.REPLICAS; replica++) {
            var turn = new ModelStep.Turn(protocol, reached.state(), replica);
            for (var step : steps) {
                var isFault = step instanceof FaultStep;
                if (isFault && !mayFail || !step.isPossible(turn)) {
                    continue;
                }
                transitions++;
                quiescent &= isFault;
                taken.add(step);
                reach(
                        new Reached(after(reached.state(), replica, step), reached.state(), reached.depth() + 1),
                        isFault);
            }
        }
        return broken(reached.state(), quiescent);
    }

    private void reach(Reached reached, boolean byFault) {
        if (byFault) {
            // It may still be reached with fewer faults.
            if (!origins.containsKey(reached.state())) {
                beyond.add(reached);
            }
        } else if (origins.putIfAbsent(reached.state(), reached.origin()) == null) {
            inside.add(reached);
        }
    }

    private Optional<Property> broken(ModelState state, boolean quiescent) {
        for (var property : judged) {
            if ((quiescent || property != Property.STUCK) && property.isBroken(state)) {
                return Optional.of(property);
            }
        }
        return Optional.empty();
    }

    private ModelState after(ModelState state, int replica, ModelStep step) {
        var after = state.copy();
        step.happen(new ModelStep.Turn(protocol, after, replica));
        return after;
    }

    private List<String> way(ModelState end) {
        var steps = new ArrayList<String>();
        for (var state = end; !origins.get(state).equals(state); state = origins.get(state)) {
            steps.add(sentence(origins.get(state), state));
        }
        Collections.reverse(steps);
        return steps;
    }

    /** Finds the step between two states again: this is cheaper than to store each step of a million. */
    private String sentence(ModelState before, ModelState after) {
        return IntStream.range(0, ModelState.REPLICAS)
                .boxed()
                .flatMap(replica -> steps.stream()
                        .filter(step -> step.isPossible(new ModelStep.Turn(protocol, before, replica)))
                        .filter(step -> after(before, replica, step).equals(after))
                        .map(step -> step.tell(before.replica(replica), after.replica(replica))))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no step leads here"));
    }
}
