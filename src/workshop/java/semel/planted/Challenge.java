package semel.planted;

import java.nio.file.Path;

/**
 * Defines the debug challenges: each replaces a text in a source file by a mistake. The mistakes are among the planted bugs.
 */
enum Challenge {
    ONE("SendUnchecked", "decision/Emission.java", """
                producer.send(record, (metadata, error) -> {
                    if (error != null) {
                        failure.compareAndSet(null, error);
                    }
                });
        """, """
                producer.send(record);
        """),
    TWO("SeenSoSkipped", "decision/Claim.java", """
                if (stored != null && stored.at().equals(delivery.at())) {
                    return new Redelivered(stored.decision());
                }
        """, ""),
    THREE("StockUnlocked", "decision/StockTable.java", "order by product_id for update", "order by product_id"),
    FOUR(
            "LinesShareAnId",
            "decision/DecisionEvents.java",
            "EventId.Kind.INVENTORY, line)",
            "EventId.Kind.INVENTORY, 0)"),
    FIVE("AnsweredFromTheRow", "intake/Intake.java", "&& !row.isAcknowledged();", "&& !row.isReplayedBy(posted);"),
    SIX(
            "CommitBelieved",
            "decision/Emission.java",
            "\n                .invoke(() -> confirm(batch, clock.read() > before));",
            ";"),
    SEVEN(
            "PartitionOfTheInput",
            "codec/EventCodec.java",
            "new ProducerRecord<>(topics.of(id.kind()), key(event), value(event));",
            """
            new ProducerRecord<>(
                            topics.of(id.kind()),
                            id.kind() == EventId.Kind.INVENTORY ? source.partition() : null,
                            key(event),
                            value(event));"""),
    EIGHT(
            "NotSetBack",
            "decision/Recovery.java",
            "\n                .chain(() -> inbox.restart(this::toCommittedOffsets))",
            ""),
    NINE("AcceptedBeforeAcknowledged", "intake/Intake.java", """
            return send(Arrays.stream(toSend).mapToObj(rows::get).toList(), trace)
                            .map(sent -> acceptances(rows, posts, toSend, sent))""", """
            send(Arrays.stream(toSend).mapToObj(rows::get).toList(), trace)
                            .subscribe()
                            .with(sent -> {}, lost -> {});
                    return Uni.createFrom()
                            .item(() -> acceptances(rows, posts, new int[0], List.of()))"""),
    TEN(
            "FailureSwallowed",
            "projection/Projection.java",
            "part -> untilItSucceeds(() -> apply(Effects.of(part, topics)), storing))",
            """
            part -> Attempt.<Void>beside(
                                            context, settings.attempt(), () -> apply(Effects.of(part, topics)))
                                    .onFailure()
                                    .recoverWithNull())"""),
    ELEVEN("DroppedWithoutATrace", "decision/Decider.java", "duplicates.add(delivery);", "continue;"),
    TWELVE(
            "AnyBodyUnderAKey",
            "intake/Intake.java",
            "rows.get(i).asksForTheSameAs(posts.get(i))",
            "rows.get(i).id() != null");

    private static final Path SOURCES = Path.of("src", "main", "java", "semel");

    private final String bug;
    private final String file;
    private final String right;
    private final String wrong;

    Challenge(String bug, String file, String right, String wrong) {
        this.bug = bug;
        this.file = file;
        this.right = right;
        this.wrong = wrong;
    }

    int number() {
        return ordinal() + 1;
    }

    /** @param number from 1 */
    static Challenge of(int number) {
        if (number < 1 || number > values().length) {
            throw new IllegalArgumentException("-Dn must be 1 to " + values().length + ", was " + number);
        }
        return values()[number - 1];
    }

    BugStory story() {
        return PlantedBug.all().stream()
                .filter(planted -> planted.name().equals(bug))
                .findAny()
                .orElseThrow(() -> new IllegalStateException("no planted bug " + bug))
                .story();
    }

    Path file() {
        return SOURCES.resolve(file);
    }

    boolean fits(String source) {
        return source.contains(right) && source.indexOf(right) == source.lastIndexOf(right);
    }

    String plantedInto(String source) {
        return source.replace(right, wrong);
    }
}
