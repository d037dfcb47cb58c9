package semel.planted;

import semel.audit.Invariant;
import semel.proof.Anomaly;
import semel.proof.Proof;

/**
 * What there is to tell of a bug.
 *
 * @param title what is wrong, in a sentence
 * @param symptom what somebody sees who does not know
 * @param trigger the fault without which nothing is to be seen
 * @param invariant what the proof must say is broken
 * @param anomaly in which way
 * @param fix what to do instead, and where that stands
 */
public record Story(
        String title,
        String symptom,
        Trigger trigger,
        Invariant invariant,
        Class<? extends Anomaly> anomaly,
        String fix) {
    static Story of(String title) {
        return new Story(title, null, null, null, null, null);
    }

    Story seenAs(String symptom) {
        return new Story(title, symptom, trigger, invariant, anomaly, fix);
    }

    Story revealedBy(Trigger trigger) {
        return new Story(title, symptom, trigger, invariant, anomaly, fix);
    }

    Story namedBy(Invariant invariant, Class<? extends Anomaly> anomaly) {
        return new Story(title, symptom, trigger, invariant, anomaly, fix);
    }

    Story fixedBy(String fix) {
        return new Story(title, symptom, trigger, invariant, anomaly, fix);
    }

    /** Whether the proof says so. */
    boolean isToldBy(Proof proof) {
        return proof.anomalies().stream()
                .anyMatch(found -> found.invariant() == invariant && anomaly.isInstance(found));
    }
}
