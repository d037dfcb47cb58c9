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
 * Hides log lines that tests provoke ({@link Provokes}), so that a green build shows no errors. An unprovoked error that is a bug
 * in our code fails the test class; one that a slow machine may cause, such as a timeout, is only shown. JUnit applies it to every
 * class.
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

    /** Repeated, because the start of an application sets up logging again. */
    @Override
    public void beforeEach(ExtensionContext test) {
        listen();
    }

    /** Filters only the console, because FatalErrors needs all records. */
    private void listen() {
        InitialConfigurator.DELAYED_HANDLER.setFilter(this);
    }

    @Override
    public void afterEach(ExtensionContext test) {
        if (test.getExecutionException().isPresent()) {
            provoked.forEach(logRecord -> System.err.print(text(logRecord)));
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
            throw new AssertionError("logged errors that no test provokes: " + String.join("", seen));
        }
    }

    /** Whether the console shows the record. */
    @Override
    public boolean isLoggable(LogRecord logRecord) {
        if (logRecord.getLevel().intValue() < Level.WARNING.intValue()) {
            return true;
        }
        if (loggers.contains(logRecord.getLoggerName())) {
            provoked.add(logRecord);
            return false;
        }
        if (logRecord.getLevel().intValue() > Level.WARNING.intValue() && isMistake(logRecord.getThrown())) {
            mistakes.add(logRecord);
        }
        return true;
    }

    /** Whether the root cause is an exception of {@code java.lang} with our code in its stack trace. */
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

    private static String text(LogRecord logRecord) {
        return LINE.format(ExtLogRecord.wrap(logRecord));
    }

    private static List<String> provokedBy(Class<?> tests) {
        return Stream.of(tests.getAnnotations())
                .filter(annotation -> annotation.annotationType().getName().equals(Provokes.class.getName()))
                .flatMap(annotation -> Stream.of(value(annotation)))
                .toList();
    }

    /** By reflection, because Quarkus loads the annotations of its tests with another class loader. */
    private static String[] value(Annotation provokes) {
        try {
            return (String[]) provokes.annotationType().getMethod("value").invoke(provokes);
        } catch (ReflectiveOperationException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
