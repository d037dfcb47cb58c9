package semel;

import java.util.Arrays;
import semel.proof.ProofCommand;
import semel.restore.CatchUpCommand;

/** The application's commands: its arguments, by the first word. */
final class Commands {
    private static final int UNKNOWN = 3;

    private Commands() {}

    /** Runs the command and ends the process. A typing error must not start a replica. */
    static void run(String... arguments) {
        var more = Arrays.copyOfRange(arguments, 1, arguments.length);
        switch (arguments[0]) {
            case ProofCommand.WORD -> ProofCommand.main(more);
            case CatchUpCommand.WORD -> CatchUpCommand.main(more);
            default -> {
                System.err.println("unknown argument " + arguments[0] + ", the application knows only "
                        + ProofCommand.WORD + " and " + CatchUpCommand.WORD);
                System.exit(UNKNOWN);
            }
        }
    }
}
