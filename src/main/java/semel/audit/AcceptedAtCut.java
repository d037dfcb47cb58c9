package semel.audit;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What intake had acknowledged before the cut.
 *
 * @param judged what need not be looked at again
 * @param next what need not be looked at again if this audit is clean; its totals lack what was decided since
 * @param undecided the ids of orders and receipts that were not decided then
 * @param stepEnd the transaction before which a step ends, where all since is more than one look should read; then nothing was asked
 *     of what is accepted
 */
record AcceptedAtCut(Watermark judged, Watermark next, Instant cut, List<String> undecided, Optional<Long> stepEnd) {}
