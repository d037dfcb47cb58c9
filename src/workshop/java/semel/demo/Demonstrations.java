package semel.demo;

import java.util.List;
import java.util.stream.Stream;
import semel.kit.Flags;
import semel.kit.Servers;

/** Runs demonstrations one after the other: those that are named, or all. */
public final class Demonstrations {
    static final List<Demonstration<?>> ALL = List.of(
            new IdempotentProducer(),
            new TransactionAndAbort(),
            new Fencing(),
            new IdempotentConsumer(),
            new SilentLoss());

    private Demonstrations() {}

    /**
     * Exits with 0 after the last demonstration, with 2 if a name is unknown.
     *
     * @param names of demonstrations; an argument may have several, separated by commas
     */
    public static void main(String[] names) throws Exception {
        var wanted = Stream.of(names)
                .flatMap(some -> Stream.of(some.split(",")))
                .filter(name -> !name.isBlank())
                .toList();
        var known = ALL.stream().map(Demonstration::name).toList();
        wanted.stream()
                .filter(name -> !known.contains(name))
                .findFirst()
                .ifPresent(name -> Flags.refuse(Flags.unknown("demo", name, known)));
        try (var servers = Servers.start()) {
            for (var demonstration : ALL) {
                if (wanted.isEmpty() || wanted.contains(demonstration.name())) {
                    System.out.printf("%n# %s%n%n", demonstration.name());
                    demonstration.demonstrate(servers, System.out);
                }
            }
        }
        System.exit(0); // even if a client has left threads
    }
}
