package semel.decision;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import semel.order.Order;
import semel.order.OrderPolicy;
import semel.order.Receipt;
import semel.order.Verdict;
import semel.wire.Coordinates;
import semel.wire.EventCodec;
import semel.wire.FailureKind;

/** Decides a batch in batch order with the policy. Pure but for the policy's own manners: what it throws, errors too, is
 * an order's dead letter. */
final class Decider {
    private final OrderPolicy policy;

    Decider(OrderPolicy policy) {
        this.policy = policy;
    }

    /**
     * @param claims one for each decidable delivery
     * @param ledger the stock of every product that the batch names
     */
    Decided decide(List<Delivery> deliveries, Map<Coordinates, Claim> claims, Ledger ledger, Instant now) {
        var settled = new ArrayList<Decided.Settled>(deliveries.size());
        var duplicates = new ArrayList<Delivery>();
        var undecidable = new ArrayList<Decided.Letter>();
        var failures = new ArrayList<Throwable>(0);
        for (var delivery : deliveries) {
            var claim = claims.get(delivery.at());
            if (delivery.content() instanceof Content.Unreadable unreadable) {
                undecidable.add(new Decided.Letter(delivery, DeadLetters.UNREADABLE, unreadable.detail()));
            } else if (claim instanceof Claim.NotAsAccepted) {
                undecidable.add(new Decided.Letter(delivery, EventCodec.NOT_AS_ACCEPTED, DeadLetters.OTHER_BYTES));
            } else if (claim instanceof Claim.Duplicate) {
                duplicates.add(delivery);
            } else if (claim instanceof Claim.Redelivered redelivered) {
                settled.add(new Decided.Settled(delivery, redelivered.decision(), false, null));
            } else {
                var failedAt = claim instanceof Claim.Again again ? again.failedAt() : null;
                var decision = decide((Content.Decidable) delivery.content(), ledger, now, failures);
                settled.add(new Decided.Settled(delivery, decision, true, failedAt));
            }
        }
        var failure = failures.isEmpty() ? null : failures.get(0);
        return new Decided(settled, duplicates, undecidable, ledger.changed(), failure);
    }

    private Decision decide(Content.Decidable content, Ledger ledger, Instant now, List<Throwable> failures) {
        try {
            return content instanceof Content.Arrived arrived
                    ? receive(arrived.receipt(), ledger, now)
                    : decide(((Content.Placed) content).order(), ledger, now);
        } catch (Throwable failure) {
            // One order that its policy cannot decide must not stop the ones behind it, nor a JVM beyond repair go on.
            if (FailureKind.isBeyondRepair(failure)) {
                throw failure;
            }
            failures.add(failure);
            return new Decision(
                    content.id(), Decision.Outcome.FAILED, failure.getClass().getName(), List.of(), now);
        }
    }

    private Decision decide(Order order, Ledger ledger, Instant now) {
        var verdict = policy.decide(order, ledger);
        if (verdict instanceof Verdict.Refuse refuse) {
            return new Decision(
                    order.id().value(),
                    Decision.Outcome.REFUSED,
                    refuse.reason().code(),
                    List.of(),
                    now);
        }
        if (verdict == null) {
            throw new IllegalStateException("the policy returned no verdict");
        }
        return new Decision(order.id().value(), Decision.Outcome.FULFILLED, null, ledger.take(order), now);
    }

    private static Decision receive(Receipt receipt, Ledger ledger, Instant now) {
        return new Decision(receipt.id().value(), Decision.Outcome.RECEIVED, null, List.of(ledger.put(receipt)), now);
    }
}
