package semel.model;

/** Something that can happen to a replica, at once or not at all. */
sealed interface ModelStep permits WorkStep, FaultStep {
    /**
     * What happens, to be read behind the replica's name; {@code {batch}} is in work, {@code {rest}} are the later parts of its
     * poll, {@code {polled}} is polled ahead, {@code {next}} is what is decided next.
     */
    String text();

    /** What happened as a sentence. */
    default String tell(ModelReplica before, ModelReplica after) {
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
    record Turn(Protocol protocol, ModelState state, ModelBroker broker, ModelReplica self) {
        Turn(Protocol protocol, ModelState state, int replica) {
            this(protocol, state, state.broker(), state.replica(replica));
        }

        int number() {
            return self.number();
        }

        boolean has(Protocol.Deviation deviation) {
            return protocol.has(deviation);
        }

        boolean is(ModelReplica.Phase phase) {
            return self.is(phase);
        }

        /** In the phase, with a producer that the broker still obeys. */
        boolean isAble(ModelReplica.Phase phase) {
            return self.is(phase) && !broker().isFenced(number());
        }

        void become(ModelReplica.Phase phase) {
            self.become(phase);
        }
    }
}
