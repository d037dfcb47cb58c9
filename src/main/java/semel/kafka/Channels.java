package semel.kafka;

/** Names the channels, in the order of the flow; they are configured under {@code mp.messaging}. */
public final class Channels {
    /** Intake to {@code orders-in} and {@code receipts-in}. */
    public static final String RECEIVED = "received";

    /** {@code orders-in} and {@code receipts-in} to decision. */
    public static final String TO_DECIDE = "to-decide";

    /** Decision to {@code orders}, {@code inventory}, {@code notifications} and {@code orders-dead-letters}. */
    public static final String DECIDED = "decided";

    /** {@code orders}, {@code inventory} and {@code notifications} to projection. */
    public static final String TO_APPLY = "to-apply";

    private Channels() {}
}
