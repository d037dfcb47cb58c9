package semel.kit;

import java.util.List;

/** What is done to the packaged application from outside, by Byteman, as it starts. */
public interface BytemanRule {
    /** One or more of Byteman's rules, each from {@code RULE} to {@code ENDRULE}. */
    List<String> lines();
}
