package semel.demo;

import java.util.List;
import java.util.stream.Stream;
import semel.kit.Flags;
import semel.kit.Servers;

/** The command that tells demonstrations one after the other: those that are named, or all. */
public final class Demonstrations {
    static final List<Demonstration<?>> ALL = List.of(
            new IdempotentProducer(),
            new TransactionAndAbort(),
            new Fencing(),
            new IdempotentConsumer(),
            new SilentLoss());

    private Demonstrations() {}

    /**
     * Ends with 0 when all was told, with 2 if there is none of such a name.
     *
     * @param names with commas between them too
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
                    demonstration.tell(servers, System.out);
                }
            }
        }
        System.exit(0); // whatever threads a client has left
    }
}
