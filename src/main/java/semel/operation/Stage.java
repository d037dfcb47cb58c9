package semel.operation;

import java.util.List;
import semel.wire.Topics;

/** A group and what it reads. */
enum Stage {
    DECISION,
    PROJECTION;

    String group(Topics topics) {
        return this == DECISION ? topics.decisionGroup() : topics.projectionGroup();
    }

    List<String> inputs(Topics topics) {
        return this == DECISION ? topics.inputs() : topics.outputs();
    }
}
