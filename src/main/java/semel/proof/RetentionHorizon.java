package semel.proof;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import semel.kafka.Coordinates;

/**
 * Tells what retention may have deleted from the outputs, or a former topic had. In a partition the transactions of one run, and the
 * outputs of one input partition, are in order; so the deleted ones were before the first one that is left.
 */
final class RetentionHorizon {
    /** The first remaining records of a partition from which records were deleted. */
    private static final class Left {
        private final boolean ofLetters;
        private final Map<String, Long> transactions = new HashMap<>();
        private final Map<String, Long> sources = new HashMap<>();

        private Left(boolean ofLetters) {
            this.ofLetters = ofLetters;
        }
    }

    private final Map<String, Map<Integer, Left>> byTopic = new HashMap<>();
    private final Set<String> formerInputs;

    RetentionHorizon(History history) {
        var succeeding = history.succeeding();
        // No table knows the topic of dead letters. It was moved with the others, and with the inputs.
        formerInputs = succeeding.isEmpty()
                ? Set.of()
                : history.former().stream().map(TableContents.OffsetRow::topic).collect(Collectors.toSet());
        for (var output : history.outputs()) {
            if (output.first() > 0 || succeeding.contains(output.topic())) {
                byTopic.computeIfAbsent(output.topic(), topic -> new HashMap<>())
                        .put(output.partition(), new Left(output.holdsLetters()));
            }
        }
    }

    /** Must be called in offset order for each partition. */
    void see(OutputRecord.Traced record) {
        var left = byTopic.getOrDefault(record.at().topic(), Map.of())
                .get(record.at().partition());
        if (left != null) {
            var transaction = record.transaction();
            left.transactions.putIfAbsent(transaction.instance(), transaction.counter());
            left.sources.putIfAbsent(partition(record.source()), record.source().offset());
        }
    }

    /** Whether no record of a transaction can have been deleted. Call it after all partitions were read once. */
    boolean isWhole(OutputRecord.Transaction transaction) {
        return transaction.records().keySet().stream()
                .flatMap(topic -> byTopic.getOrDefault(topic, Map.of()).values().stream())
                .allMatch(left ->
                        left.transactions.getOrDefault(transaction.instance(), Long.MAX_VALUE) < transaction.counter());
    }

    /** Whether the dead letter of this record may have been deleted. Call it after all partitions were read. */
    boolean mayHaveDeletedLetter(Coordinates source) {
        return formerInputs.contains(source.topic()) || isBeforeFirstLetter(source);
    }

    private boolean isBeforeFirstLetter(Coordinates source) {
        return byTopic.values().stream()
                .flatMap(partitions -> partitions.values().stream())
                .filter(left -> left.ofLetters)
                .anyMatch(left -> source.offset() < left.sources.getOrDefault(partition(source), Long.MAX_VALUE));
    }

    /** Whether any dead letter of records of this partition may have been deleted. Call it after all partitions were read. */
    boolean mayHaveDeletedLetters(Coordinates source) {
        return mayHaveDeletedLetter(new Coordinates(source.topic(), source.partition(), 0));
    }

    private static String partition(Coordinates source) {
        return source.topic() + ":" + source.partition();
    }
}
