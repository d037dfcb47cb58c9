package semel.planted;

import semel.audit.FindingType;
import semel.proof.Proof;

/**
 * Describes a bug.
 *
 * @param title the mistake, in one sentence
 * @param symptom what users or operators see
 * @param trigger the fault that reveals it
 * @param finding what the proof must report
 * @param fix the right way, and where the code has it
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

    /** Whether the proof reports the finding. */
    boolean isToldBy(Proof proof) {
        return proof.findings().stream().anyMatch(found -> found.type() == finding);
    }
}
