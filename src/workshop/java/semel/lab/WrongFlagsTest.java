package semel.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import semel.kit.ChildProcess;
import semel.kit.Flags;
import semel.kit.Fork;
import semel.sandbox.BuildOutput;

/** Tests that the commands of the profiles refuse wrong flags with one line and an exit code. */
class WrongFlagsTest {
    private static final int HEAP_MEGABYTES = 64;

    private static final class Command extends ChildProcess {
        Command(String... arguments) {
            super("fork", BuildOutput.java(HEAP_MEGABYTES, Path.of("target", "kit"), Fork.class, arguments));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "semel.planted.Challenges 13 plant | -Dn=13 must be a whole number from 1 to 12",
                "semel.planted.Challenges one plant | -Dn=one must be a whole number from 1 to 12",
                "semel.planted.Challenges 1 fix | -Ddo: there is no fix; there are plant, hint, judge",
                "semel.demo.Demonstrations ,nothing | -Ddemo: there is no nothing; there are idempotent-producer, ",
                "-Dlanes=foo semel.lab.Lab | -Dlanes: there is no foo; there are ",
                "-Dfaults=foo semel.lab.Lab | -Dfaults: there is no foo; there are ",
                "-Drate=fast semel.lab.Lab | -Drate=fast must be a whole number from ",
                "-Dwork=foo semel.bench.Bench | no work foo; there are ",
                "-Dcontenders=foo semel.bench.Bench | no contender foo; there are ",
                "-Drounds=many semel.bench.Bench | -Drounds=many must be a whole number from "
            })
    void aWrongFlagIsRefusedInOneLine(String arguments, String said) {
        try (var command = new Command(arguments.split(" "))) {
            assertThat(command.awaitExit()).as(command.output()).isEqualTo(Flags.WRONG);
            assertThat(command.output().lines()).singleElement().asString().startsWith(said);
        }
    }
}
