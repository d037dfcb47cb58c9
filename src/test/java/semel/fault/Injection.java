package semel.fault;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/** Injects one fault, or two at once, with a seed for its random choices. */
record Injection(List<Fault> faults, long seed) {
    /** Every n-th injection has two faults at once. */
    private static final int PAIRS = 4;

    /** Grounds that share the general faults. Three brokers have their own faults, and are slow: in a build they get no others. */
    private static final FaultTopology[] DEALT = {FaultTopology.RANGE, FaultTopology.COOPERATIVE, FaultTopology.KIP_848
    };

    /** Each fault of every build once: on its own grounds, or, if it applies to all grounds, on one of them. */
    static List<Injection> slice(FaultTopology topology, long seed) {
        var random = new Random(seed);
        var dealt = Faults.all().stream().filter(Fault::always).collect(Collectors.toCollection(ArrayList::new));
        Collections.shuffle(dealt, random);
        var here = new ArrayList<Injection>();
        var turn = 0;
        for (var fault : dealt) {
            var everywhere =
                    fault.grounds().size() == FaultTopology.values().length && fault.victim() != Fault.Victim.GROUP;
            var isHere = everywhere
                    ? DEALT[turn++ % DEALT.length] == topology
                    : fault.grounds().contains(topology)
                            && (topology != FaultTopology.THREE_BROKERS
                                    || fault.grounds().size() == 1);
            var itsSeed = random.nextLong();
            if (isHere) {
                here.add(new Injection(List.of(fault), itsSeed));
            }
        }
        return here;
    }

    /** Draws a number of injections; each fault of the ground about equally often. */
    static List<Injection> many(FaultTopology topology, int number, long seed) {
        var random = new Random(seed * 31 + topology.ordinal());
        var possible = Faults.all().stream()
                .filter(fault -> fault.grounds().contains(topology))
                .collect(Collectors.toCollection(ArrayList::new));
        var injections = new ArrayList<Injection>();
        for (int i = 0; injections.size() < number && !possible.isEmpty(); i++) {
            if (i % possible.size() == 0) {
                Collections.shuffle(possible, random);
            }
            var one = possible.get(i % possible.size());
            var other = possible.get(random.nextInt(possible.size()));
            var two = i % PAIRS == 0 && one.mixes() && other.mixes() && one.victim() != other.victim();
            injections.add(new Injection(two ? List.of(one, other) : List.of(one), random.nextLong()));
        }
        return injections;
    }

    /** Injects the faults and returns when they have ended. */
    void strike(FaultScenario scenario) {
        var random = new Random(seed);
        var strikes = faults.stream()
                .map(fault -> {
                    var its = new Random(random.nextLong());
                    return CompletableFuture.runAsync(
                            () -> fault.strike().at(scenario, its),
                            command -> new Thread(command, fault.name()).start());
                })
                .toArray(CompletableFuture[]::new);
        CompletableFuture.allOf(strikes).join();
    }

    /** Name in the table. */
    String name() {
        return switch (faults.size()) {
            case 1 -> faults.get(0).name();
            default -> "two at once";
        };
    }

    @Override
    public String toString() {
        return faults.stream().map(Fault::name).collect(Collectors.joining(" + ")) + " seed " + seed;
    }
}
