package semel.erasure;

import java.sql.SQLException;
import org.apache.kafka.clients.admin.Admin;
import semel.command.CommandConfig;
import semel.command.CommandRunner;
import semel.order.CustomerId;

/** Runs {@link Erasure} as a command, with the settings of a replica ({@link CommandConfig}). Replicas may run meanwhile. */
public final class EraseCommand {
    /** The application's argument. */
    public static final String WORD = "erase";

    private static final int REFUSED = 1;

    private EraseCommand() {}

    /**
     * Prints what was erased. Exit codes: 0 if no table has the customer id any longer; 1 if a topic still has it, or an order is not applied;
     * 3 if broker or database do not answer, or a setting is missing. After 1 and 3 it can be run again.
     *
     * @param arguments the customer id; then the owner of its requests, if that is another id
     */
    public static void main(String[] arguments) {
        CommandRunner.run("No answer", () -> erase(arguments));
    }

    private static int erase(String... arguments) throws SQLException {
        if (arguments.length < 1 || arguments.length > 2) {
            throw new IllegalArgumentException(WORD + " takes a customer id, and an owner if that is another id");
        }
        var customer = new CustomerId(arguments[0]);
        var owner = arguments.length > 1 ? arguments[1] : customer.value();
        try {
            System.out.println(report(erase(customer, owner, CommandConfig.load())));
            return 0;
        } catch (ErasureRefused why) {
            System.err.println("Not erased yet, run it again later:\n- " + String.join("\n- ", why.reasons()));
            return REFUSED;
        }
    }

    private static Erasure.Done erase(CustomerId customer, String owner, CommandConfig settings) throws SQLException {
        var broker = settings.broker();
        try (var admin = Admin.create(broker);
                var tables = settings.connect()) {
            var bounds = LogBounds.read(admin, settings.topics());
            var letters = new DeadLetterSearch(broker, bounds);
            return new Erasure(tables, bounds, letters).run(customer, owner);
        }
    }

    // Does not name the new id: a log with this line and the command would connect the two.
    private static String report(Erasure.Done done) {
        return done.isNothing()
                ? "Nothing to erase: no table has this customer id."
                : "Erased: " + done.orders() + " orders, " + done.requests() + " requests of this owner, "
                        + done.letters() + " texts of dead letters, " + done.quarantined()
                        + " records in quarantine.";
    }
}
