package semel.demo;

import java.io.PrintStream;
import semel.kit.Servers;

/**
 * Demonstrates one property, and prints what happens to each record.
 *
 * @param <T> what was seen, for a test to check
 */
public interface Demonstration<T> {
    /** As the command takes it: words in lower case, joined by hyphens. */
    String name();

    /** @param servers on which it has not been told yet: its topics are new */
    T tell(Servers servers, PrintStream out) throws Exception;
}
