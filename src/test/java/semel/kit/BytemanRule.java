package semel.kit;

import java.util.List;

/** Changes the packaged application at its start, by Byteman. */
public interface BytemanRule {
    /** One or more Byteman rules, each from {@code RULE} to {@code ENDRULE}. */
    List<String> lines();
}
