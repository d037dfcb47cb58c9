package semel.bench;

import java.time.Duration;
import java.time.Instant;

/**
 * Holds the processor time used until a moment.
 *
 * @param application all processes of the contender
 * @param applicationCompilers the JVM compilers' part of it; the same for the broker
 * @param load the process that posts, this one
 */
record Usage(
        Instant at,
        Duration application,
        Duration applicationCompilers,
        Duration broker,
        Duration brokerCompilers,
        Duration database,
        Duration load) {
    /** Interpolates linearly between two samples. */
    static Usage between(Usage one, Usage other, Instant at) {
        var whole = Duration.between(one.at, other.at).toNanos();
        var share = whole == 0 ? 0 : (double) Duration.between(one.at, at).toNanos() / whole;
        return new Usage(
                at,
                between(one.application, other.application, share),
                between(one.applicationCompilers, other.applicationCompilers, share),
                between(one.broker, other.broker, share),
                between(one.brokerCompilers, other.brokerCompilers, share),
                between(one.database, other.database, share),
                between(one.load, other.load, share));
    }

    private static Duration between(Duration one, Duration other, double share) {
        return one.plusNanos((long) (other.minus(one).toNanos() * share));
    }

    /** Adds the time used since then, divided by the number of orders. */
    void addTo(RunFigures figures, Usage since, long orders) {
        if (orders == 0) return;
        var ownApplication = micros(application, since.application, orders);
        var ownBroker = micros(broker, since.broker, orders);
        var ownDatabase = micros(database, since.database, orders);
        figures.put(Figure.CPU_LOAD, micros(load, since.load, orders));
        figures.put(Figure.CPU_APPLICATION, ownApplication);
        figures.put(Figure.COMPILERS_APPLICATION, micros(applicationCompilers, since.applicationCompilers, orders));
        figures.put(Figure.CPU_BROKER, ownBroker);
        figures.put(Figure.COMPILERS_BROKER, micros(brokerCompilers, since.brokerCompilers, orders));
        figures.put(Figure.CPU_DATABASE, ownDatabase);
        figures.put(Figure.CPU, ownApplication + ownBroker + ownDatabase);
    }

    private static double micros(Duration until, Duration since, long orders) {
        return until.minus(since).toNanos() / 1e3 / orders;
    }
}
