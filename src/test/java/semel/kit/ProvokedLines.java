package semel.kit;

import io.quarkus.bootstrap.logging.InitialConfigurator;
import java.lang.annotation.Annotation;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Filter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.stream.Stream;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Keeps out of the log what tests provoke ({@link Provokes}), so that any other error is seen: a green build shows none. One that
 * is a mistake in our code fails the class; one that a crowded machine may cause, such as a timeout, is shown only. JUnit finds it
 * by itself, for each class.
 */
public final class ProvokedLines
        implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback, Filter {
    private static final PatternFormatter LINE = new PatternFormatter("%d{HH:mm:ss,SSS} %-5p [%c] (%t) %s%e%n");

    private final Queue<String> loggers = new ConcurrentLinkedQueue<>();
    private final Queue<LogRecord> provoked = new ConcurrentLinkedQueue<>();
    private final Queue<LogRecord> mistakes = new ConcurrentLinkedQueue<>();

    @Override
    public void beforeAll(ExtensionContext tests) {
        listen();
        loggers.addAll(provokedBy(tests.getRequiredTestClass()));
    }

    /** Again, because the start of an application sets the log up anew. */
    @Override
    public void beforeEach(ExtensionContext test) {
        listen();
    }

    /** At the console alone: FatalErrors hears everything. */
    private void listen() {
        InitialConfigurator.DELAYED_HANDLER.setFilter(this);
    }

    @Override
    public void afterEach(ExtensionContext test) {
        if (test.getExecutionException().isPresent()) {
            provoked.forEach(said -> System.err.print(text(said)));
        }
        provoked.clear();
    }

    @Override
    public void afterAll(ExtensionContext tests) {
        provokedBy(tests.getRequiredTestClass()).forEach(loggers::remove);
        failOnMistakes();
    }

    void failOnMistakes() {
        var seen = mistakes.stream().map(ProvokedLines::text).toList();
        mistakes.clear();
        if (!seen.isEmpty()) {
            throw new AssertionError("no test provokes what was logged: " + String.join("", seen));
        }
    }

    /** Whether the console shows it. */
    @Override
    public boolean isLoggable(LogRecord said) {
        if (said.getLevel().intValue() < Level.WARNING.intValue()) {
            return true;
        }
        if (loggers.contains(said.getLoggerName())) {
            provoked.add(said);
            return false;
        }
        if (said.getLevel().intValue() > Level.WARNING.intValue() && isMistake(said.getThrown())) {
            mistakes.add(said);
        }
        return true;
    }

    /** Whether its first cause is an exception of {@code java.lang} that went through our code. */
    private static boolean isMistake(Throwable failure) {
        if (failure == null) {
            return false;
        }
        var cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getClass().getPackageName().equals("java.lang")
                && Arrays.stream(cause.getStackTrace())
                        .anyMatch(frame -> frame.getClassName().startsWith("semel."));
    }

    private static String text(LogRecord said) {
        return LINE.format(ExtLogRecord.wrap(said));
    }

    private static List<String> provokedBy(Class<?> tests) {
        return Stream.of(tests.getAnnotations())
                .filter(annotation -> annotation.annotationType().getName().equals(Provokes.class.getName()))
                .flatMap(annotation -> Stream.of(value(annotation)))
                .toList();
    }

    /** Quarkus loads the annotations of its tests in a class loader of its own: no cast does. */
    private static String[] value(Annotation provokes) {
        try {
            return (String[]) provokes.annotationType().getMethod("value").invoke(provokes);
        } catch (ReflectiveOperationException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
