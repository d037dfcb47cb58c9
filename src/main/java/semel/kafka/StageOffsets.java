package semel.kafka;

import io.smallrye.mutiny.Uni;
import java.util.Collection;
import java.util.List;

/** How far a stage is done, in a table of its own. */
public interface StageOffsets {
    /** That the stage reads. */
    Collection<String> topics();

    /** @return what is known of the topics of these names, and of others that had their names before */
    Uni<List<StageProgress>> known(Collection<String> topics);

    /**
     * Notes that no record stands before an offset, from where the partition is done. Any replica may note it at any time:
     * it is a fact of the log, and it is noted only if the stage is done exactly as far as when it was found.
     *
     * @param done the partition as it was known
     * @param next more than {@code done.passed()}
     */
    Uni<Void> passed(StageProgress done, long next);
}
