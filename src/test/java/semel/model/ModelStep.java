package semel.model;

/** An atomic step of a replica, or of something else that affects it. */
sealed interface ModelStep permits WorkStep, FaultStep, HistoryStep {
    /**
     * Completes a sentence that begins with the replica's name. {@code {batch}} is the batch in work, {@code {rest}} the later parts
     * of its poll, {@code {polled}} the queue, {@code {next}} the records to decide next.
     */
    String text();

    /** The whole sentence. */
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

    /** A state, and the replica that a step is about. */
    record Turn(Protocol protocol, ModelState state, ModelBroker broker, ModelReplica self) {
        Turn(Protocol protocol, ModelState state, int replica) {
            this(protocol, state, state.broker(), state.replica(replica));
        }

        int number() {
            return self.number();
        }

        ModelInput input() {
            return state.input();
        }

        ModelHistory history() {
            return state.history();
        }

        boolean has(Protocol.Deviation deviation) {
            return protocol.has(deviation);
        }

        boolean is(ModelReplica.Phase phase) {
            return self.is(phase);
        }

        /** Whether it is in the phase and its producer is not fenced. */
        boolean isAble(ModelReplica.Phase phase) {
            return self.is(phase) && !broker().isFenced(number());
        }

        void become(ModelReplica.Phase phase) {
            self.become(phase);
        }
    }
}
