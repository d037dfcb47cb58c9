package semel.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.bootstrap.logging.InitialConfigurator;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

@Provokes("semel.kit.provoked")
class ProvokedLinesTest {
    private final ProvokedLines lines = new ProvokedLines();

    @Test
    void provokedLinesAreNotShown() {
        try (var shown = LogCapture.of("")) {
            Logger.getLogger("semel.kit.provoked").severe("nobody sees this in the log of a build");
            assertThat(shown.atLeast(Level.SEVERE)).hasSize(1);
        }
        var console = InitialConfigurator.DELAYED_HANDLER;
        assertThat(console.isLoggable(logRecord("semel.kit.provoked", Level.WARNING, null)))
                .isFalse();
        assertThat(console.isLoggable(logRecord("semel.kit.provoked", Level.INFO, null)))
                .isTrue();
        assertThat(console.isLoggable(logRecord("semel.kit.other", Level.WARNING, null)))
                .isTrue();
    }

    @Test
    void aBugInOurCodeFails() {
        var mistake = new IllegalStateException("ours");
        assertThat(lines.isLoggable(logRecord("io.vertx", Level.SEVERE, new RuntimeException(mistake))))
                .isTrue();
        assertThatThrownBy(lines::failOnMistakes).hasMessageContaining("IllegalStateException: ours");
        assertThatCode(lines::failOnMistakes).doesNotThrowAnyException();
    }

    @Test
    void aFailureThatASlowMachineMayCauseDoesNotFail() {
        var foreign = new IllegalStateException("theirs");
        foreign.setStackTrace(new StackTraceElement[] {new StackTraceElement("io.vertx.Pool", "execute", null, -1)});
        for (var failure : List.of(new IllegalStateException(new TimeoutException("late")), foreign)) {
            assertThat(lines.isLoggable(logRecord("semel.kafka.Outage", Level.SEVERE, failure)))
                    .isTrue();
        }
        assertThat(lines.isLoggable(logRecord("semel.kafka.Outage", Level.SEVERE, null)))
                .isTrue();
        assertThat(lines.isLoggable(logRecord("semel.kafka.Outage", Level.WARNING, new IllegalStateException())))
                .isTrue();
        assertThatCode(lines::failOnMistakes).doesNotThrowAnyException();
    }

    private static LogRecord logRecord(String logger, Level level, Throwable failure) {
        var logRecord = new LogRecord(level, "message");
        logRecord.setLoggerName(logger);
        logRecord.setThrown(failure);
        return logRecord;
    }
}
