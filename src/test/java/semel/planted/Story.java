package semel.planted;

import semel.audit.FindingType;
import semel.proof.Proof;

/**
 * What there is to tell of a bug.
 *
 * @param title what is wrong, in a sentence
 * @param symptom what somebody sees who does not know
 * @param trigger the fault without which nothing is to be seen
 * @param finding what the proof must say
 * @param fix what to do instead, and where that stands
 */
public record Story(String title, String symptom, Trigger trigger, FindingType finding, String fix) {
    static Story of(String title) {
        return new Story(title, null, null, null, null);
    }

    Story seenAs(String symptom) {
        return new Story(title, symptom, trigger, finding, fix);
    }

    Story revealedBy(Trigger trigger) {
        return new Story(title, symptom, trigger, finding, fix);
    }

    Story namedBy(FindingType finding) {
        return new Story(title, symptom, trigger, finding, fix);
    }

    Story fixedBy(String fix) {
        return new Story(title, symptom, trigger, finding, fix);
    }

    /** Whether the proof says so. */
    boolean isToldBy(Proof proof) {
        return proof.findings().stream().anyMatch(found -> found.type() == finding);
    }
}
