package semel.operation;

import java.util.List;
import java.util.Locale;
import semel.kafka.TopicsConfig;

/** A group and what it reads. */
enum Stage {
    DECISION,
    PROJECTION;

    String group(TopicsConfig topics) {
        return this == DECISION ? topics.decisionGroup() : topics.projectionGroup();
    }

    /** As meters name it. */
    String tag() {
        return name().toLowerCase(Locale.ROOT);
    }

    List<String> inputs(TopicsConfig topics) {
        return this == DECISION ? topics.inputs() : topics.outputs();
    }
}
