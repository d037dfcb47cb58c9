package semel.audit;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The orders and receipts that intake had acknowledged before the cut.
 *
 * @param judged the watermark that this audit starts from
 * @param next the watermark after this audit, if it is clean; its totals lack the decisions since {@code judged}
 * @param undecided the ids of orders and receipts that were not decided at the cut
 * @param stepEnd the exclusive end of the first step, if one reading would be too long; {@code undecided} and the counts are then not read
 */
record AcceptedAtCut(Watermark judged, Watermark next, Instant cut, List<String> undecided, Optional<Long> stepEnd) {}
