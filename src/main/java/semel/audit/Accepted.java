package semel.audit;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** What intake had acknowledged before the cut: how many orders, and which orders and receipts were not decided then. */
record Accepted(Instant since, Instant cut, long orders, List<UUID> undecided) {}
