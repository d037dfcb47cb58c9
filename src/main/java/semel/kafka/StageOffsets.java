package semel.kafka;

import io.smallrye.mutiny.Uni;
import java.util.Collection;
import java.util.List;

/** Reads and updates the progress of a stage, in the stage's own table. */
public interface StageOffsets {
    /** The topics that the stage reads. */
    Collection<String> topics();

    /** @return the rows of these topics, and of earlier topics of the same names */
    Uni<List<StageProgress>> known(Collection<String> topics);

    /**
     * Stores that there is no record between the stage's progress and an offset. Any replica may store it at any time, because
     * what was read of a log never changes; it is stored only if the stage's progress is still {@code done}.
     *
     * @param done the partition's row when the log was read
     * @param next that offset, more than {@code done.passed()}
     */
    Uni<Void> passed(StageProgress done, long next);
}
