package semel.audit;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * What intake had acknowledged before the cut.
 *
 * @param judged what need not be looked at again
 * @param next what need not be looked at again if this audit is clean; its totals lack what was decided since
 * @param undecided which orders and receipts were not decided then
 */
record Accepted(Watermark judged, Watermark next, Instant cut, List<UUID> undecided) {}
