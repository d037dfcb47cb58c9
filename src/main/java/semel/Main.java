package semel;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.util.Locale;
import semel.sandbox.SandboxStart;

/** Starts a replica, or runs the command that the first argument names. Under {@code quarkus:dev} the sandbox is started first. */
@QuarkusMain
public final class Main {
    Main() {} // not private: Quarkus makes a bean of it

    public static void main(String... arguments) {
        // Quarkus reads KAFKA_SECURITY_PROTOCOL in lower case: in a Turkish locale that has an i without a dot.
        Locale.setDefault(Locale.ROOT);
        // Responses are compressed by gzip only. Stops brotli4j from unpacking its library into the temporary folder.
        System.getProperties().putIfAbsent("brotli4j.library.path", "not used");
        if (arguments.length > 0) Commands.run(arguments);
        if (SandboxStart.isDevMode()) {
            SandboxStart.prepareOnce();
        } else {
            UnfinishedStart.endsOnSignal();
        }
        Quarkus.run(arguments);
    }
}
