package semel.proof;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import semel.audit.Finding;
import semel.audit.FindingType;
import semel.wire.Coordinates;

/**
 * What clients saw, against what was published: I1, I2, I4 and I12. A request with a sequence is judged by it, which needs no
 * ids; the others by their ids. Of those whose outcome is unknown the ids are held, as they may appear once or not at all.
 */
final class Clients {
    private final History history;
    private final Sides sides;
    private final Findings findings;
    private final Map<String, Source> sources = new HashMap<>();
    private final Set<UUID> underWay;
    private final Set<UUID> unknown;
    private final Set<UUID> appeared = new HashSet<>();
    private final Requested requested = new Requested();

    /** @param underWay may appear or not, also what was acknowledged */
    Clients(History history, UnderWay underWay, Sides sides, Findings findings) {
        this.history = history;
        this.sides = sides;
        this.findings = findings;
        this.underWay = underWay.ids();
        this.unknown = new HashSet<>(this.underWay);
        for (var request : history.requests()) {
            if (request.sequence() == null && request.id() != null) {
                requested.add(request.id());
                if (request.answer() == History.Answer.UNKNOWN) {
                    unknown.add(request.id());
                }
            }
        }
    }

    /** As its row tells, a dead letter of it was published. */
    void answered(UUID id, Coordinates letter) {
        answered(null, id, letter);
    }

    /** An order, a receipt or its dead letter was published. */
    void answered(Published.Traced record) {
        answered(record.sequence(), record.subject(), record.at());
    }

    private void answered(Published.Sequence sequence, UUID id, Coordinates at) {
        if (sequence != null) {
            if (!source(sequence).published.add(sequence.number())) {
                findings.add(new Finding(FindingType.I4_DUPLICATED, sequence.toString(), at.toString()));
            }
        } else if (id != null && unknown.contains(id)) {
            if (!appeared.add(id)) {
                findings.add(new Finding(FindingType.I4_DUPLICATED, id.toString(), at.toString()));
            }
        } else if (id != null && requested.mayHold(id)) {
            // What another program wrote nobody asked for; a second reading could not hold much of it.
            var hash = Hash.of(id);
            sides.find(Comparison.ANSWERED, hash, hash, () -> element(id, at.toString()));
        }
    }

    /** To be called when all that was published is known. */
    long readRequests() {
        var count = 0L;
        var key = new Key(null);
        for (var request : history.requests()) {
            count++;
            key = request.key() != null && request.key().equals(key.name) ? key : new Key(request.key());
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
                        new Published.Sequence(name, number).toString(),
                        "published, but never requested"))));
        return count;
    }

    private static boolean contradicts(Key key, History.Request request) {
        if (key.bound == null) {
            return request.answer() == History.Answer.KEY_REUSED && !key.mayBeBound;
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

    /** @param isReplay whether it was answered with an order that was asked for before, so that it makes none */
    private void judge(History.Request request, boolean isReplay) {
        if (request.sequence() != null) {
            judgeSequence(request, isReplay);
        } else if (request.answer() == History.Answer.ACK && request.id() != null && !isReplay) {
            var id = request.id();
            if (!unknown.contains(id)) {
                var hash = Hash.of(id);
                sides.expect(Comparison.ANSWERED, hash, hash, () -> element(id, acknowledged(request)));
            } else if (!appeared.contains(id) && !underWay.contains(id)) {
                findings.add(new Finding(FindingType.I1_LOST, id.toString(), acknowledged(request)));
            }
        }
    }

    private static String acknowledged(History.Request request) {
        return request.key() == null ? "acknowledged without a key" : "acknowledged under key " + request.key();
    }

    private void judgeSequence(History.Request request, boolean isReplay) {
        var sequence = request.sequence();
        var source = source(sequence);
        source.requested.add(sequence.number());
        var isThere = source.published.contains(sequence.number());
        if (request.answer() == History.Answer.ACK && !isThere && !isReplay && !underWay.contains(request.id())) {
            findings.add(new Finding(FindingType.I1_LOST, sequence.toString(), "order " + request.id()));
        }
        var isRejected = request.answer() == History.Answer.REJECTED || request.answer() == History.Answer.KEY_REUSED;
        if (isRejected && isThere) {
            findings.add(
                    new Finding(FindingType.I2_PHANTOM, sequence.toString(), "rejected under key " + request.key()));
        }
    }

    private static Comparison.Element element(UUID id, String where) {
        return new Comparison.Element(id.toString(), id.toString(), where);
    }

    private Source source(Published.Sequence sequence) {
        return sources.computeIfAbsent(sequence.source(), name -> new Source());
    }

    /** What an idempotency key stands for, as its requests so far tell. */
    private static final class Key {
        private final String name;
        /** Null as long as nothing was acknowledged: what was rejected binds no key. */
        private History.Request bound;

        private boolean mayBeBound;

        private Key(String name) {
            this.name = name;
        }

        private boolean isReplayedBy(History.Request request) {
            return bound != null && request.answer() == History.Answer.ACK && same(bound.id(), request.id());
        }

        private void take(History.Request request) {
            bound = name != null && bound == null && request.answer() == History.Answer.ACK ? request : bound;
            mayBeBound |= request.answer() == History.Answer.UNKNOWN;
        }
    }

    private static final class Source {
        private final Positions published = new Positions(0);
        private final Positions requested = new Positions(0);
    }
}
