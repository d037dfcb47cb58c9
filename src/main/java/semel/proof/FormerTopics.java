package semel.proof;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import semel.kafka.Coordinates;

/**
 * What stems from an input topic that was deleted and created again. The header {@code src} names the topic, not its id, so the
 * coordinates of the former topic are met again in the one of today; the tables know the id. Of each decision a hash is held.
 */
final class FormerTopics {
    private static final Queue<String> NONE = new ArrayDeque<>(0);

    private final Map<String, long[]> subjects = new HashMap<>();
    /** Ids of the topics, by what the header says and why it is dead: where both topics have such a letter, either is either's. */
    private final Map<String, Queue<String>> letters = new HashMap<>();

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
        for (var row : history.deadLetters()) {
            var name = names.get(row.at().topic());
            if (name != null) {
                letters.computeIfAbsent(key(row.at().in(name), row.reason()), key -> new ArrayDeque<>())
                        .add(row.at().topic());
            }
        }
    }

    /** The record with its source in the topic where that stood. */
    OutputRecord.Traced place(OutputRecord.Traced record) {
        return record instanceof OutputRecord.DeadLetter letter
                ? in(letters.getOrDefault(key(letter), NONE).poll(), record)
                : in(topicOf(record.subject()), record);
    }

    /** As {@link #place}, of a record that may come again. */
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

    /** Null where it stands in a topic of today, or nothing is known of it. */
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
