package semel.audit;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.Locale;

/** Reports how far an audit is. */
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
    /** The SSE event's stable name. */
    @JsonIgnore
    default String event() {
        return getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }

    /** A step of a long history is audited: {@code transactions} of {@code of} database transactions are read. */
    record History(long transactions, long of) implements Progress {}

    /** Everything accepted before the cut is audited. */
    record Cut(Instant cut) implements Progress {}

    /** Everything before the cut is decided and published. */
    record Published() implements Progress {}

    /** Everything before the cut is applied. */
    record Applied() implements Progress {}

    /** {@code questions} of {@code of} queries are answered. */
    record Read(int questions, int of) implements Progress {}

    /** The last event. */
    record Verdict(Report report) implements Progress {}
}
