package semel.lab;

import java.util.List;

/** The command that tells demonstrations one after the other: those that are named, or all. */
public final class Demonstrations {
    static final List<Demonstration<?>> ALL =
            List.of(new IdempotentProducer(), new TransactionAndAbort(), new Fencing(), new IdempotentConsumer());

    private Demonstrations() {}

    /** Ends with 0 when all was told, with 2 when there is none of such a name. */
    public static void main(String[] names) throws Exception {
        var wanted = List.of(names);
        var known = ALL.stream().map(Demonstration::name).toList();
        if (!known.containsAll(wanted)) {
            System.err.println("not all known: " + wanted + ", there are " + known);
            System.exit(2);
        }
        try (var servers = Servers.start()) {
            for (var demonstration : ALL) {
                if (wanted.isEmpty() || wanted.contains(demonstration.name())) {
                    System.out.printf("%n# %s%n%n", demonstration.name());
                    demonstration.tell(servers, System.out);
                }
            }
        }
    }
}
