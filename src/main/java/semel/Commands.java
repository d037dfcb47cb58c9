package semel;

import java.util.Arrays;
import semel.erasure.EraseCommand;
import semel.proof.ProofCommand;
import semel.restore.CatchUpCommand;

/** Runs the command that the application's first argument names. */
final class Commands {
    private static final int UNKNOWN = 3;

    private Commands() {}

    /** Runs the command and ends the process. An unknown command ends it with exit code 3: a typing error must not start a replica. */
    static void run(String... arguments) {
        var more = Arrays.copyOfRange(arguments, 1, arguments.length);
        switch (arguments[0]) {
            case ProofCommand.WORD -> ProofCommand.main(more);
            case CatchUpCommand.WORD -> CatchUpCommand.main(more);
            case EraseCommand.WORD -> EraseCommand.main(more);
            default -> {
                System.err.println("unknown argument " + arguments[0] + ", the application knows only "
                        + String.join(", ", ProofCommand.WORD, CatchUpCommand.WORD, EraseCommand.WORD));
                System.exit(UNKNOWN);
            }
        }
    }
}
