package semel.view;

import java.time.Instant;
import java.util.UUID;
import semel.codec.DeadLetterReason;
import semel.kafka.Coordinates;

/**
 * Shows a dead letter to operators.
 *
 * @param coordinates of the record that could not be decided
 * @param detail what is wrong with the record, or what the policy threw
 * @param subject the order or receipt over which the policy threw
 * @param copy coordinates of the copy that a redrive made
 * @param redrive the path to POST to once the cause is fixed, null if it was redriven or a redrive cannot help
 */
public record DeadLetterView(
        String coordinates,
        String reason,
        String detail,
        UUID subject,
        Instant decidedAt,
        String copy,
        String redrive) {
    /**
     * @param root the path of the application, with a slash at its end
     * @param isReadable whether its record is in a topic of today: otherwise the same coordinates name another record
     */
    static DeadLetterView of(DeadLetterRow letter, String root, boolean isReadable) {
        var at = letter.coordinates();
        var copy = letter.copyOffset() == null
                ? null
                : new Coordinates(at.topic(), at.partition(), letter.copyOffset()).toString();
        var canBeRedriven = isReadable && copy == null && !DeadLetterReason.CLAIM_NOTHING.contains(letter.reason());
        return new DeadLetterView(
                at.toString(),
                letter.reason(),
                letter.detail(),
                letter.subject(),
                letter.decidedAt(),
                copy,
                canBeRedriven ? root + "dead-letters/" + at + "/redrive" : null);
    }
}
