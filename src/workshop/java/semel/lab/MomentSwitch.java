package semel.lab;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/** Injects faults into a worker at given moments. It reads commands such as {@code PRODUCED HOLD}, one a line, from standard input. */
public final class MomentSwitch {
    private final Map<FaultMoment, FaultAction> armed = new ConcurrentHashMap<>();

    /** Simulates a failure of business code. */
    static final class BusinessFailure extends RuntimeException {
        private BusinessFailure(FaultMoment moment) {
            super("business code failed at the moment " + moment.name().toLowerCase(Locale.ROOT));
        }
    }

    /** Reads commands until the stream ends, which happens when the process that writes them ends. */
    void listenTo(InputStream input) {
        var lines = new BufferedReader(new InputStreamReader(input, StandardCharsets.UTF_8));
        try {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                var words = line.split(" ");
                armed.put(FaultMoment.valueOf(words[0]), FaultAction.valueOf(words[1]));
            }
        } catch (IOException closed) {
            // same as the end of the stream
        }
    }

    /** @return the line that a worker prints when it injects the fault */
    static String mark(FaultMoment moment, FaultAction action) {
        return "INJECTED " + moment + " " + action;
    }

    /** Called by a worker that has reached the moment. Injects the fault that is armed for it, once. */
    void reach(FaultMoment moment) {
        var action = armed.remove(moment);
        if (action == null) {
            return;
        }
        System.out.println(mark(moment, action));
        if (action == FaultAction.FAIL) {
            throw new BusinessFailure(moment);
        }
        var end = System.nanoTime() + action.stop().toNanos();
        while (System.nanoTime() < end) {
            LockSupport.parkNanos(end - System.nanoTime());
        }
    }
}
