package semel.kafka;

import io.vertx.sqlclient.DatabaseException;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;

/**
 * Classifies failures by whether a retry can succeed.
 *
 * @see "docs/explanation/decisions/0025-bounded-work-and-bounded-retries.md"
 */
public enum FailureKind {
    /** A server does not answer, or refuses temporarily: retried until it is available. */
    OUTAGE,
    /** The same input fails the same way: retried {@link #MAX_DEFECTS} times, since a wrong guess costs only a restart. */
    DEFECT,
    /** An {@link Error}: nothing that this process does next can be relied on. */
    ERROR;

    /** How often in a row a defect may be seen before the process ends. */
    public static final int MAX_DEFECTS = 10;

    private static final int MAX_CAUSES = 20;

    private static final List<Class<? extends RuntimeException>> DEFECTS = List.of(
            IllegalStateException.class,
            IllegalArgumentException.class,
            NullPointerException.class,
            ClassCastException.class,
            IndexOutOfBoundsException.class,
            ArithmeticException.class,
            UnsupportedOperationException.class,
            RecordTooLargeException.class,
            RecordBatchTooLargeException.class,
            SerializationException.class,
            InvalidTopicException.class);

    /** Classes of SQLSTATE: data exception, integrity constraint violation, syntax error or access rule violation. */
    private static final Set<String> DEFECT_STATES = Set.of("22", "23", "42");

    /** Data exception, integrity constraint violation, transaction rollback (a deadlock), program limit exceeded. */
    private static final Set<String> ROW_STATES = Set.of("22", "23", "40", "54");

    /** @return the worst kind of the failure and its causes */
    public static FailureKind of(Throwable failure) {
        if (causes(failure).anyMatch(Error.class::isInstance)) {
            return ERROR;
        }
        return causes(failure).anyMatch(FailureKind::isDefect) ? DEFECT : OUTAGE;
    }

    /** Whether the JVM is out of memory or broken, so that any of its threads may have died. A caught stack overflow does no harm. */
    public static boolean isBeyondRepair(Throwable failure) {
        return causes(failure)
                .anyMatch(cause -> cause instanceof VirtualMachineError && !(cause instanceof StackOverflowError));
    }

    /** Whether the database refused a statement because of one of its rows, so that the others can be written without it. */
    public static boolean isOfARow(Throwable failure) {
        return causes(failure).anyMatch(cause -> hasClass(sqlState(cause), ROW_STATES));
    }

    /** @return the class of the innermost cause, with its SQLSTATE; never a message, which may quote an order */
    public static String nameOf(Throwable failure) {
        var innermost = causes(failure).reduce((outer, inner) -> inner).orElse(failure);
        var state = causes(failure).map(FailureKind::sqlState).filter(code -> !code.isEmpty());
        return innermost.getClass().getName()
                + state.findFirst().map(code -> " (SQLSTATE " + code + ")").orElse("");
    }

    private static boolean isDefect(Throwable cause) {
        return hasClass(sqlState(cause), DEFECT_STATES)
                || DEFECTS.stream().anyMatch(defect -> defect.isInstance(cause));
    }

    private static boolean hasClass(String state, Set<String> classes) {
        return state.length() >= 2 && classes.contains(state.substring(0, 2));
    }

    private static String sqlState(Throwable cause) {
        var state = cause instanceof DatabaseException refusal
                ? refusal.getSqlState()
                : cause instanceof SQLException refusal ? refusal.getSQLState() : null;
        return state == null ? "" : state;
    }

    private static Stream<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .limit(MAX_CAUSES);
    }
}
