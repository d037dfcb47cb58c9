package semel.demo;

import java.io.PrintStream;
import semel.kit.Servers;

/**
 * One thing, done once and told record by record.
 *
 * @param <T> what was seen, for whoever wants to check it
 */
public interface Demonstration<T> {
    /** As the command takes it: words in lower case, joined by hyphens. */
    String name();

    /** @param servers on which it has not been told yet: its topics are new */
    T tell(Servers servers, PrintStream out) throws Exception;
}
