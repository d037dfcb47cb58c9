package semel.proof;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import semel.audit.Finding;
import semel.audit.FindingType;
import semel.kafka.Coordinates;

/**
 * Compares the answers that clients got with what was published (I1, I2, I4, I12). Requests with a sequence are matched by it, without ids
 * in memory; all others by id. Ids of requests with an unknown outcome are held, because they may appear once or not at all.
 */
final class ClientCheck {
    private final History history;
    private final ComparisonSink sides;
    private final Findings findings;
    private final Map<String, RequestSource> sources = new HashMap<>();
    private final Set<UUID> underWay;
    private final Set<UUID> unknown;
    private final Set<UUID> appeared = new HashSet<>();
    private final RequestedIds requested = new RequestedIds();

    /** @param inFlight may appear or not, even if acknowledged */
    ClientCheck(History history, InFlight inFlight, ComparisonSink sides, Findings findings) {
        this.history = history;
        this.sides = sides;
        this.findings = findings;
        this.underWay = inFlight.ids();
        this.unknown = new HashSet<>(this.underWay);
        for (var request : history.requests()) {
            if (request.sequence() == null && request.id() != null) {
                requested.add(request.id());
                if (request.answer() == History.ClientAnswer.UNKNOWN) {
                    unknown.add(request.id());
                }
            }
        }
    }

    /** A row says that a dead letter of this id was published. */
    void answered(UUID id, Coordinates letter) {
        answered(null, id, letter);
    }

    /** An order, a receipt or its dead letter was published. */
    void answered(OutputRecord.Traced record) {
        answered(record.sequence(), record.subject(), record.at());
    }

    private void answered(OutputRecord.Sequence sequence, UUID id, Coordinates at) {
        if (sequence != null) {
            if (!source(sequence).published.add(sequence.number())) {
                findings.add(new Finding(FindingType.I4_DUPLICATED, sequence.toString(), at.toString()));
            }
        } else if (id != null && unknown.contains(id)) {
            if (!appeared.add(id)) {
                findings.add(new Finding(FindingType.I4_DUPLICATED, id.toString(), at.toString()));
            }
        } else if (id != null && requested.mayHold(id)) {
            // Skips ids that no client requested: another program may have written more than a second reading can hold.
            var hash = ContentHash.of(id);
            sides.find(Comparison.ANSWERED, hash, hash, () -> element(id, at.toString()));
        }
    }

    /** Must be called after everything published was read. */
    long readRequests() {
        var count = 0L;
        var key = new KeyBinding(null);
        for (var request : history.requests()) {
            count++;
            key = request.key() != null && request.key().equals(key.name) ? key : new KeyBinding(request.key());
            if (key.name != null && contradicts(key, request)) {
                var orders = "orders " + (key.bound == null ? null : key.bound.id()) + " and " + request.id();
                findings.add(new Finding(FindingType.I12_KEY_CONFLICT, key.name, orders));
            }
            judge(request, key.isReplayedBy(request));
            key.take(request);
        }
        sources.forEach((name, source) -> source.published.forEachNotIn(
                source.requested,
                number -> findings.add(new Finding(
                        FindingType.I2_PHANTOM,
                        new OutputRecord.Sequence(name, number).toString(),
                        "published, but never requested"))));
        return count;
    }

    private static boolean contradicts(KeyBinding key, History.ClientRequest request) {
        if (key.bound == null) {
            return request.answer() == History.ClientAnswer.KEY_REUSED && !key.mayBeBound;
        }
        var sameBody = key.bound.fingerprint().equals(request.fingerprint());
        return switch (request.answer()) {
            case ACK -> !sameBody || !same(key.bound.id(), request.id());
            case REJECTED, KEY_REUSED -> sameBody;
            case UNKNOWN -> false;
        };
    }

    private static boolean same(UUID one, UUID other) {
        return one == null || other == null || one.equals(other);
    }

    /** @param isReplay whether it was answered with the order of an earlier request, and creates none */
    private void judge(History.ClientRequest request, boolean isReplay) {
        if (request.sequence() != null) {
            judgeSequence(request, isReplay);
        } else if (request.answer() == History.ClientAnswer.ACK && request.id() != null && !isReplay) {
            var id = request.id();
            if (!unknown.contains(id)) {
                var hash = ContentHash.of(id);
                sides.expect(Comparison.ANSWERED, hash, hash, () -> element(id, acknowledged(request)));
            } else if (!appeared.contains(id) && !underWay.contains(id)) {
                findings.add(new Finding(FindingType.I1_LOST, id.toString(), acknowledged(request)));
            }
        }
    }

    private static String acknowledged(History.ClientRequest request) {
        return request.key() == null ? "acknowledged without a key" : "acknowledged under key " + request.key();
    }

    private void judgeSequence(History.ClientRequest request, boolean isReplay) {
        var sequence = request.sequence();
        var source = source(sequence);
        source.requested.add(sequence.number());
        var isThere = source.published.contains(sequence.number());
        if (request.answer() == History.ClientAnswer.ACK && !isThere && !isReplay && !underWay.contains(request.id())) {
            findings.add(new Finding(FindingType.I1_LOST, sequence.toString(), "order " + request.id()));
        }
        var isRejected = request.answer() == History.ClientAnswer.REJECTED
                || request.answer() == History.ClientAnswer.KEY_REUSED;
        if (isRejected && isThere) {
            findings.add(
                    new Finding(FindingType.I2_PHANTOM, sequence.toString(), "rejected under key " + request.key()));
        }
    }

    private static Comparison.Element element(UUID id, String where) {
        return new Comparison.Element(id.toString(), id.toString(), where);
    }

    private RequestSource source(OutputRecord.Sequence sequence) {
        return sources.computeIfAbsent(sequence.source(), name -> new RequestSource());
    }

    /** An idempotency key and the first acknowledged request that used it. */
    private static final class KeyBinding {
        private final String name;
        /** Null before the first acknowledged request: a rejected one does not bind the key. */
        private History.ClientRequest bound;

        private boolean mayBeBound;

        private KeyBinding(String name) {
            this.name = name;
        }

        private boolean isReplayedBy(History.ClientRequest request) {
            return bound != null && request.answer() == History.ClientAnswer.ACK && same(bound.id(), request.id());
        }

        private void take(History.ClientRequest request) {
            bound = name != null && bound == null && request.answer() == History.ClientAnswer.ACK ? request : bound;
            mayBeBound |= request.answer() == History.ClientAnswer.UNKNOWN;
        }
    }

    private static final class RequestSource {
        private final PositionSet published = new PositionSet(0);
        private final PositionSet requested = new PositionSet(0);
    }
}
