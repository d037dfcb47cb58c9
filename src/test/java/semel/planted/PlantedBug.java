package semel.planted;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import semel.kit.BytemanRule;
import semel.kit.TestPipeline;

/** A mistake, put into the packaged application from outside. */
public interface PlantedBug {
    BugStory story();

    /** Over those of {@code application.properties}. */
    default Map<String, String> settings() {
        return Map.of();
    }

    /** Put into each replica as it starts. */
    default List<BytemanRule> rules() {
        return List.of();
    }

    /** Done to topics and tables, once, before anything is asked of the first replica. */
    default void prepare(TestPipeline pipeline) {}

    /** Done to topics and tables, once, before the fault: when the first replica stands and has goods. */
    default void plant(TestPipeline pipeline) {}

    default String name() {
        return getClass().getSimpleName();
    }

    /** All there are, in the order of an order's way. */
    static List<PlantedBug> all() {
        return Stream.of(
                        IntakeBugs.all(),
                        DecidingBugs.all(),
                        PublishingBugs.all(),
                        OffsetBugs.all(),
                        ApplyingBugs.all(),
                        LayoutBugs.all())
                .flatMap(Collection::stream)
                .toList();
    }
}
