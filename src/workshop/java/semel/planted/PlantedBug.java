package semel.planted;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import semel.kit.BytemanRule;
import semel.kit.TestPipeline;

/** A mistake that is planted into the packaged application. */
public interface PlantedBug {
    BugStory story();

    /** Settings that override {@code application.properties}. */
    default Map<String, String> settings() {
        return Map.of();
    }

    /** Rules injected into each replica at its start. */
    default List<BytemanRule> rules() {
        return List.of();
    }

    /** Changes topics and tables once, before the first request. */
    default void prepare(TestPipeline pipeline) {}

    /** Changes topics and tables once, before the fault and after the first replica has stock. */
    default void plant(TestPipeline pipeline) {}

    default String name() {
        return getClass().getSimpleName();
    }

    /** All bugs, from intake to projection. */
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
