package semel.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.inject.Vetoed;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.logging.LogRecord;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import semel.kit.Provokes;

@Provokes("semel.kafka.ProcessExit")
class ProcessExitTest {
    /** Records how the process would have ended. */
    @Vetoed // otherwise Quarkus finds two beans
    static final class RecordedExit extends ProcessExit {
        String how = "";

        RecordedExit() {
            super("semel-7");
        }

        @Override
        protected void exit() {
            how += "orderly";
        }

        @Override
        protected void halt(byte[] lastLine) {
            how += new String(lastLine, StandardCharsets.UTF_8);
        }
    }

    private final RecordedExit end = new RecordedExit();

    private boolean completes(Supplier<Uni<Void>> work) {
        var completed = new AtomicBoolean();
        end.required("the work", work).subscribe().with(done -> completed.set(true));
        return completed.get();
    }

    @Test
    void workThatSucceedsDoesNotEndTheProcess() {
        assertThat(completes(() -> Uni.createFrom().voidItem())).isTrue();
        assertThat(end.reason()).isEmpty();
    }

    static Stream<Supplier<Uni<Void>>> waysToFail() {
        return Stream.of(
                () -> Uni.createFrom().failure(new NullPointerException()),
                () -> {
                    throw new NullPointerException();
                },
                () -> Uni.createFrom().voidItem().invoke(() -> {
                    throw new AssertionError();
                }),
                () -> {
                    throw new NoClassDefFoundError();
                },
                () -> Uni.createFrom().emitter(work -> {
                    throw new ExceptionInInitializerError();
                }),
                () -> null);
    }

    @ParameterizedTest
    @MethodSource("waysToFail")
    void workThatFailsEndsTheProcessOrderlyAndDoesNotContinue(Supplier<Uni<Void>> work) {
        assertThat(completes(work)).isFalse();
        assertThat(end.how).isEqualTo("orderly");
        assertThat(end.reason())
                .hasValueSatisfying(reason -> assertThat(reason).startsWith("the work failed with java.lang."));
    }

    @Test
    void aJvmOutOfMemoryEndsAtOnceWithAPreparedLogLine() {
        assertThat(completes(() -> Uni.createFrom().failure(new RuntimeException(new OutOfMemoryError()))))
                .isFalse();
        assertThat(end.how)
                .startsWith("process ended exitCode=3 instance=semel-7 reason=the JVM ran out of memory")
                .endsWith(System.lineSeparator());
    }

    @Test
    void aFailureWhileTheProcessStopsIsIgnored() {
        end.atStop(null);

        assertThat(completes(() -> Uni.createFrom().failure(new NullPointerException())))
                .isFalse();
        assertThat(end.how).isEmpty();
    }

    @Test
    void aLoggedErrorOfTheJvmEndsTheProcessEvenIfItWasCaught() {
        var watch = new FatalErrors.Watch(end::atOnce);
        watch.publish(line(null));
        watch.publish(line(new NullPointerException()));
        assertThat(end.how).isEmpty();

        watch.publish(line(new IllegalStateException(new OutOfMemoryError())));

        assertThat(end.how).contains("exitCode=3");
    }

    private static LogRecord line(Throwable thrown) {
        var line = new LogRecord(java.util.logging.Level.SEVERE, "Uncaught exception in thread");
        line.setThrown(thrown);
        return line;
    }
}
