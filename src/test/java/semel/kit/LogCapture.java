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

/** What a logger and those below it say until it is closed. */
public final class LogCapture extends Handler implements AutoCloseable {
    private final Queue<LogRecord> records = new ConcurrentLinkedQueue<>();
    private final Logger logger;

    private LogCapture(Logger logger) {
        this.logger = logger;
    }

    /** @param logger its name, empty for all */
    public static LogCapture of(String logger) {
        var capture = new LogCapture(Logger.getLogger(logger));
        capture.logger.addHandler(capture);
        return capture;
    }

    /** In the order in which they were said. */
    public List<LogRecord> atLeast(Level level) {
        return records.stream()
                .filter(said -> said.getLevel().intValue() >= level.intValue())
                .toList();
    }

    /** @return with its parameters in their places, without what was thrown */
    public static String text(LogRecord said) {
        return new PatternFormatter("%s").format(ExtLogRecord.wrap(said));
    }

    @Override
    public void publish(LogRecord said) {
        records.add(said);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        logger.removeHandler(this);
    }
}
