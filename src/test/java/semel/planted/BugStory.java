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
public record BugStory(String title, String symptom, Trigger trigger, FindingType finding, String fix) {
    static BugStory of(String title) {
        return new BugStory(title, null, null, null, null);
    }

    BugStory seenAs(String symptom) {
        return new BugStory(title, symptom, trigger, finding, fix);
    }

    BugStory revealedBy(Trigger trigger) {
        return new BugStory(title, symptom, trigger, finding, fix);
    }

    BugStory namedBy(FindingType finding) {
        return new BugStory(title, symptom, trigger, finding, fix);
    }

    BugStory fixedBy(String fix) {
        return new BugStory(title, symptom, trigger, finding, fix);
    }

    /** Whether the proof says so. */
    boolean isToldBy(Proof proof) {
        return proof.findings().stream().anyMatch(found -> found.type() == finding);
    }
}
