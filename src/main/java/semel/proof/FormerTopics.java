package semel.proof;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import semel.kafka.Coordinates;

/**
 * Assigns output records to an input topic that was deleted and created again. The header {@code src} has the topic's name, not its id, so
 * the same coordinates exist in the former topic and in today's; the tables have the id. Holds a hash of each decision.
 */
final class FormerTopics {
    private static final Deque<String> NONE = new ArrayDeque<>(0);

    private final Map<String, long[]> subjects = new HashMap<>();
    /** Ids of topics, by source and reason: two topics' dead letters with the same source and reason are interchangeable. */
    private final Map<String, Deque<String>> letters = new HashMap<>();

    FormerTopics(History history) {
        var names = history.former().stream()
                .collect(Collectors.toMap(
                        TableContents.OffsetRow::topic, TableContents.OffsetRow::named, (one, other) -> one));
        if (names.isEmpty()) {
            return;
        }
        var hashes = new HashMap<String, LongStream.Builder>();
        for (var row : history.decisions()) {
            if (names.containsKey(row.at().topic())) {
                hashes.computeIfAbsent(row.at().topic(), topic -> LongStream.builder())
                        .add(ContentHash.of(row.id()));
            }
        }
        hashes.forEach((topic, ids) -> subjects.put(topic, ids.build().sorted().toArray()));
        // Then today's letter is the only one. Otherwise the former one is the earlier.
        var areOutputsGone = !history.succeeding().isEmpty();
        for (var row : history.deadLetters()) {
            var name = names.get(row.at().topic());
            if (name != null) {
                letters(row.at().in(name), row.reason()).addLast(row.at().topic());
            } else if (areOutputsGone && names.containsValue(row.at().topic())) {
                letters(row.at(), row.reason()).addFirst(row.at().topic());
            }
        }
    }

    private Deque<String> letters(Coordinates source, String reason) {
        return letters.computeIfAbsent(key(source, reason), key -> new ArrayDeque<>());
    }

    /** @return the record, its source in the topic it came from */
    OutputRecord.Traced place(OutputRecord.Traced record) {
        return record instanceof OutputRecord.DeadLetter letter
                ? in(letters.getOrDefault(key(letter), NONE).poll(), record)
                : in(topicOf(record.subject()), record);
    }

    /** As {@link #place}, for an aborted record, which may be published again. */
    OutputRecord.Traced placeAborted(OutputRecord.Traced record) {
        return record instanceof OutputRecord.DeadLetter letter
                ? in(letters.getOrDefault(key(letter), NONE).peek(), record)
                : in(topicOf(record.subject()), record);
    }

    private static OutputRecord.Traced in(String topic, OutputRecord.Traced record) {
        return topic == null ? record : record.from(record.source().in(topic));
    }

    private static String key(OutputRecord.DeadLetter letter) {
        return key(letter.source(), letter.reason());
    }

    private static String key(Coordinates source, String reason) {
        return source + " " + reason;
    }

    /** @return null for a topic of today, or an unknown subject */
    private String topicOf(UUID subject) {
        if (subjects.isEmpty() || subject == null) {
            return null;
        }
        var hash = ContentHash.of(subject);
        return subjects.entrySet().stream()
                .filter(topic -> Arrays.binarySearch(topic.getValue(), hash) >= 0)
                .map(Map.Entry::getKey)
                .findAny()
                .orElse(null);
    }
}
