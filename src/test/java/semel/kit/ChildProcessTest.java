package semel.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import semel.sandbox.BuildOutput;

/** Tests that no child outlives its parent. */
class ChildProcessTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Starts a long-running child, prints its pid, and waits. */
    static final class Parent {
        private Parent() {}

        public static void main(String[] arguments) throws Exception {
            var child = new ChildProcess("lasting", List.of("sleep", "600"));
            System.out.println(child.pid());
            System.in.read();
        }
    }

    @Test
    void aChildEndsWithAParentThatIsKilled() throws Exception {
        // Given
        var parent = new ProcessBuilder(BuildOutput.java(64, Path.of("target"), Parent.class)).start();
        var child = ProcessHandle.of(Long.parseLong(parent.inputReader().readLine()))
                .orElseThrow();
        assertThat(child.isAlive()).isTrue();
        // When
        parent.destroyForcibly();
        // Then
        await().atMost(PATIENCE).until(() -> !child.isAlive());
    }
}
