package semel.decision;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import semel.codec.DeadLetterReason;
import semel.kafka.Coordinates;
import semel.kafka.FailureKind;
import semel.order.Order;
import semel.order.OrderPolicy;
import semel.order.Receipt;
import semel.order.Verdict;

/** Decides the deliveries of a batch in order. Pure if the policy is. An exception or error of the policy makes the order a dead letter. */
final class Decider {
    private final OrderPolicy policy;

    Decider(OrderPolicy policy) {
        this.policy = policy;
    }

    /**
     * @param claims one for each decidable delivery
     * @param ledger the stock of every product that the batch names
     */
    Decided decide(List<Delivery> deliveries, Map<Coordinates, Claim> claims, LockedStock ledger, Instant now) {
        var settled = new ArrayList<Decided.Settled>(deliveries.size());
        var duplicates = new ArrayList<Delivery>();
        var undecidable = new ArrayList<Decided.DeadDelivery>();
        var failures = new ArrayList<Throwable>(0);
        for (var delivery : deliveries) {
            var claim = claims.get(delivery.at());
            if (delivery.content() instanceof Content.Undecidable unreadable) {
                undecidable.add(new Decided.DeadDelivery(delivery, DeadLetters.UNREADABLE, unreadable.detail()));
            } else if (claim instanceof Claim.NotAsAccepted) {
                undecidable.add(
                        new Decided.DeadDelivery(delivery, DeadLetterReason.NOT_AS_ACCEPTED, DeadLetters.OTHER_BYTES));
            } else if (claim instanceof Claim.Forgotten) {
                undecidable.add(new Decided.DeadDelivery(
                        delivery, DeadLetterReason.OLDER_THAN_HORIZON, DeadLetters.MAY_BE_DECIDED));
            } else if (claim instanceof Claim.Duplicate) {
                duplicates.add(delivery);
            } else if (claim instanceof Claim.Redelivered redelivered) {
                settled.add(new Decided.Settled(delivery, redelivered.decision(), false, null));
            } else {
                var failedAt = claim instanceof Claim.FailedBefore failedBefore ? failedBefore.failedAt() : null;
                var decision = decide((Content.Decidable) delivery.content(), ledger, now, failures);
                settled.add(new Decided.Settled(delivery, decision, true, failedAt));
            }
        }
        var failure = failures.isEmpty() ? null : failures.get(0);
        return new Decided(settled, duplicates, undecidable, ledger.changed(), failure);
    }

    private Decision decide(Content.Decidable content, LockedStock ledger, Instant now, List<Throwable> failures) {
        try {
            return content instanceof Content.ReceiptArrived arrived
                    ? receive(arrived.receipt(), ledger, now)
                    : decide(((Content.OrderPlaced) content).order(), ledger, now);
        } catch (Throwable failure) {
            // An order that the policy cannot decide must not block later orders; but a broken JVM must not go on.
            if (FailureKind.isBeyondRepair(failure)) {
                throw failure;
            }
            failures.add(failure);
            return new Decision(
                    content.id(),
                    Decision.StoredOutcome.FAILED,
                    failure.getClass().getName(),
                    List.of(),
                    now);
        }
    }

    private Decision decide(Order order, LockedStock ledger, Instant now) {
        var verdict = policy.decide(order, ledger);
        if (verdict instanceof Verdict.Refuse refuse) {
            return new Decision(
                    order.id().value(),
                    Decision.StoredOutcome.REFUSED,
                    refuse.reason().code(),
                    List.of(),
                    now);
        }
        if (verdict == null) {
            throw new IllegalStateException("the policy returned no verdict");
        }
        return new Decision(order.id().value(), Decision.StoredOutcome.FULFILLED, null, ledger.take(order), now);
    }

    private static Decision receive(Receipt receipt, LockedStock ledger, Instant now) {
        return new Decision(
                receipt.id().value(), Decision.StoredOutcome.RECEIVED, null, List.of(ledger.put(receipt)), now);
    }
}
