package semel.access;

/** The roles that a token's {@code groups} can grant. */
public final class Roles {
    /** Posts orders and reads the stock. */
    public static final String ORDER_WRITER = "order-writer";

    /** Reads the caller's own orders and notifications, and the stock. */
    public static final String ORDER_READER = "order-reader";

    /** Posts receipts, redrives dead letters, and reads audits, metrics, all orders and the movements of the stock. */
    public static final String OPERATOR = "operator";

    private Roles() {}
}
