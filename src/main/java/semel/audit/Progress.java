package semel.audit;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.Locale;

/** How far an audit is. */
@RegisterForReflection(
        targets = {
            Progress.History.class,
            Progress.Cut.class,
            Progress.Published.class,
            Progress.Applied.class,
            Progress.Read.class,
            Progress.Verdict.class
        })
public sealed interface Progress {
    /** The kind of event, a stable word. */
    @JsonIgnore
    default String event() {
        return getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }

    /** A step of a history that is too long for one look is judged: up to the n-th of so many transactions of the database. */
    record History(long transactions, long of) implements Progress {}

    /** What is judged came in before it. */
    record Cut(Instant cut) implements Progress {}

    /** All before the cut is decided, and what it caused is published. */
    record Published() implements Progress {}

    /** All that it caused is applied. */
    record Applied() implements Progress {}

    /** n of so many questions to the tables are answered. */
    record Read(int questions, int of) implements Progress {}

    /** The last one. */
    record Verdict(Report report) implements Progress {}
}
