package semel.codec;

import java.util.Set;

/** The values of the header {@link EventCodec#REASON} for records that claim nothing. */
public final class DeadLetterReason {
    /** The record has the id of something accepted, and other bytes. */
    public static final String NOT_AS_ACCEPTED = "not-as-accepted";

    /** The id is so old that its decision may have been pruned. */
    public static final String OLDER_THAN_HORIZON = "older-than-horizon";

    /** Such a record answers no request, and is never redriven: another record with its id is decided, or was. */
    public static final Set<String> CLAIM_NOTHING = Set.of(NOT_AS_ACCEPTED, OLDER_THAN_HORIZON);

    private DeadLetterReason() {}
}
