package semel.demo;

import java.io.PrintStream;
import semel.kit.Servers;

/**
 * Demonstrates one property of Kafka or Semel, and prints what happens to each record.
 *
 * @param <T> the observations, for a test to check
 */
public interface Demonstration<T> {
    /** @return the argument that selects it: words in lower case, joined by hyphens */
    String name();

    /** @param servers that do not have its topics yet */
    T demonstrate(Servers servers, PrintStream out) throws Exception;
}
