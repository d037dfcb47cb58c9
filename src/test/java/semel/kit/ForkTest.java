package semel.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import semel.sandbox.BuildOutput;

/** Tests how a command of a profile is started. */
class ForkTest {
    private static final int HEAP_MEGABYTES = 64;

    /** A command on a machine with an Arabic locale. */
    private static final class Command extends ChildProcess {
        Command(Class<?> main) {
            super(
                    "fork",
                    arabic(BuildOutput.java(HEAP_MEGABYTES, Path.of("target", "kit"), Fork.class, main.getName())));
        }

        private static List<String> arabic(List<String> command) {
            var all = new ArrayList<>(List.of("env", "JAVA_TOOL_OPTIONS=-Duser.language=ar -Duser.country=EG"));
            all.addAll(command);
            return all;
        }
    }

    /** Prints a number, and ends with an exit code of its own. */
    public static final class Printing {
        private Printing() {}

        public static void main(String[] arguments) {
            System.out.printf("%d orders%n", 12_345);
            System.exit(7);
        }
    }

    @Test
    void aCommandWritesEnglishInAnyLocaleAndItsExitCodeIsPassedOn() {
        try (var command = new Command(Printing.class)) {
            assertThat(command.awaitExit()).isEqualTo(7);
            assertThat(command.output()).contains("12345 orders");
        }
    }
}
