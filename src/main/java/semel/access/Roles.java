package semel.access;

/** What a token's {@code groups} may say. */
public final class Roles {
    /** Posts orders. */
    public static final String ORDER_WRITER = "order-writer";

    /** Reads its own orders, notifications and the stock. */
    public static final String ORDER_READER = "order-reader";

    /** Posts receipts, redrives dead letters, asks for audits and metrics, and reads everybody's orders and what moved the stock. */
    public static final String OPERATOR = "operator";

    private Roles() {}
}
