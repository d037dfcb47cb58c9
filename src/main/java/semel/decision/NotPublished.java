package semel.decision;

/** Reports that a batch's Kafka transaction is not known to be committed. It may be committed nevertheless. */
final class NotPublished extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotPublished(String why, Throwable cause) {
        super(why, cause);
    }
}
