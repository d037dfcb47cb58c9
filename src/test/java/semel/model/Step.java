package semel.model;

/** Something that can happen to a replica, at once or not at all. */
sealed interface Step permits Work, Fault {
    /**
     * What happens, to be read behind the replica's name; {@code {batch}} is in work, {@code {rest}} are the later parts of its
     * poll, {@code {polled}} is polled ahead, {@code {next}} is what is decided next.
     */
    String text();

    /** What happened as a sentence. */
    default String tell(Replica before, Replica after) {
        return (before.number() == 0 ? "A " : "B ")
                + text().replace("{batch}", before.batch())
                        .replace("{rest}", before.rest())
                        .replace("{next}", before.hasRest() ? before.rest() : before.polled())
                        .replace("{polled}", before.polled().isEmpty() ? after.polled() : before.polled());
    }

    boolean isPossible(Turn turn);

    /** Changes the turn's state. */
    void happen(Turn turn);

    /** A state in which a replica may do something, or something be done to it. */
    record Turn(Protocol protocol, State state, Broker broker, Replica self) {
        Turn(Protocol protocol, State state, int replica) {
            this(protocol, state, state.broker(), state.replica(replica));
        }

        int number() {
            return self.number();
        }

        boolean has(Protocol.Deviation deviation) {
            return protocol.has(deviation);
        }

        boolean is(Replica.Phase phase) {
            return self.is(phase);
        }

        /** In the phase, with a producer that the broker still obeys. */
        boolean isAble(Replica.Phase phase) {
            return self.is(phase) && !broker().isFenced(number());
        }

        void become(Replica.Phase phase) {
            self.become(phase);
        }
    }
}
