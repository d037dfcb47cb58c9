package semel.kit;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.formatters.PatternFormatter;

/** Captures the records of a logger and its children until it is closed. */
public final class LogCapture extends Handler implements AutoCloseable {
    private final Queue<LogRecord> records = new ConcurrentLinkedQueue<>();
    private final Logger logger;

    private LogCapture(Logger logger) {
        this.logger = logger;
    }

    /** @param logger name; empty for all */
    public static LogCapture of(String logger) {
        var capture = new LogCapture(Logger.getLogger(logger));
        capture.logger.addHandler(capture);
        return capture;
    }

    /** Records of at least this level, in order. */
    public List<LogRecord> atLeast(Level level) {
        return records.stream()
                .filter(logRecord -> logRecord.getLevel().intValue() >= level.intValue())
                .toList();
    }

    /** @return the formatted message without the exception */
    public static String text(LogRecord logRecord) {
        return new PatternFormatter("%s").format(ExtLogRecord.wrap(logRecord));
    }

    @Override
    public void publish(LogRecord logRecord) {
        records.add(logRecord);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        logger.removeHandler(this);
    }
}
