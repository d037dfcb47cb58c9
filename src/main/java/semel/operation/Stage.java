package semel.operation;

import java.util.List;
import java.util.Locale;
import semel.kafka.TopicsConfig;

/** A stage of the pipeline: its consumer group and the topics that it reads. */
enum Stage {
    DECISION,
    PROJECTION;

    String group(TopicsConfig topics) {
        return this == DECISION ? topics.decisionGroup() : topics.projectionGroup();
    }

    /** The value of the metrics tag {@code stage}. */
    String tag() {
        return name().toLowerCase(Locale.ROOT);
    }

    List<String> inputs(TopicsConfig topics) {
        return this == DECISION ? topics.inputs() : topics.outputs();
    }
}
