package semel.sandbox;

import java.io.IOException;
import java.util.Locale;
import java.util.logging.Level;
import java.util.logging.Logger;
import kafka.Kafka;
import kafka.tools.StorageTool;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.jboss.logmanager.handlers.ConsoleHandler;

/** Runs Kafka in the child JVM of {@link Broker}: formats new storage, and ends with the parent process. */
final class BrokerMain {
    private static final Logger ROOT = Logger.getLogger("");
    /** Logs the whole configuration at every start. */
    private static final Logger CONFIGURATION = Logger.getLogger("org.apache.kafka.common.config");

    private BrokerMain() {}

    /** @param arguments the path of the server's properties, the cluster id */
    public static void main(String[] arguments) {
        // Kafka names the files of a log with the digits of the default locale.
        Locale.setDefault(Locale.ROOT);
        var watch = new Thread(BrokerMain::haltWithParent, "parent-watch");
        watch.setDaemon(true);
        watch.start();
        log();
        // Without a release version the storage gets the latest of this Kafka, and with it transaction.version 2.
        var status = StorageTool.execute(
                new String[] {"format", "--ignore-formatted", "--config", arguments[0], "--cluster-id", arguments[1]},
                System.out);
        if (status != 0) {
            System.exit(status);
        }
        Kafka.main(new String[] {arguments[0]});
    }

    /** Logs to the standard output, which the parent has redirected to a file. */
    private static void log() {
        ROOT.setLevel(Level.INFO);
        CONFIGURATION.setLevel(Level.WARNING);
        ROOT.addHandler(new ConsoleHandler(new PatternFormatter("%d{HH:mm:ss.SSS} %-5p [%c{1.}] %s%e%n")));
    }

    private static void haltWithParent() {
        try {
            System.in.readAllBytes(); // the parent writes nothing, so this returns when the stream ends
        } catch (IOException parentGone) {
            // means the same as the end of the stream
        }
        Runtime.getRuntime().halt(0);
    }
}
