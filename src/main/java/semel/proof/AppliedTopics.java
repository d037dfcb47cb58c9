package semel.proof;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import semel.kafka.Coordinates;

/**
 * Tells from which topic an event was applied. Its row has no topic id, and today's topic may have had former topics of the same name: the
 * transaction that wrote the row tells them apart.
 */
final class AppliedTopics {
    /** Unsigned: of an event of this partition no transaction was in today's topic yet. */
    private static final long NOT_YET = -1;

    private static final String ROWS = "select topic_id, partition, topic, begun_in from applied";

    /** @param topic its name if it exists today, otherwise its id */
    private record Begin(String topic, String name, int partition, long transaction) {
        private boolean isFormer() {
            return !topic.equals(name);
        }
    }

    /** By name and partition, oldest first; without partitions that had no former topic. */
    private final Map<String, Map<Integer, List<Begin>>> begins = new HashMap<>();

    private AppliedTopics(Collection<Begin> rows) {
        rows.stream()
                .sorted(Comparator.comparing(Begin::transaction, Long::compareUnsigned)
                        .thenComparing(Begin::isFormer, Comparator.reverseOrder()))
                .forEach(begin -> begins.computeIfAbsent(begin.name(), name -> new HashMap<>())
                        .computeIfAbsent(begin.partition(), partition -> new ArrayList<>())
                        .add(begin));
        begins.values()
                .forEach(partitions ->
                        partitions.values().removeIf(all -> all.stream().noneMatch(Begin::isFormer)));
    }

    /** @param names of today's topics, by their ids */
    static AppliedTopics read(QueryRows.TableSnapshot tables, Map<UUID, String> names) {
        var rows = new ArrayList<Begin>();
        new QueryRows<>(tables, ROWS, row -> {
                    var id = row.getObject("topic_id", UUID.class);
                    var today = names.get(id);
                    return new Begin(
                            today == null ? id.toString() : today,
                            today == null ? row.getString("topic") : today,
                            row.getInt("partition"),
                            Long.parseUnsignedLong(row.getString("begun_in")));
                })
                .forEach(rows::add);
        return new AppliedTopics(rows);
    }

    /**
     * @param row has the columns {@code partition}, {@code record_offset} and {@code written_in}
     * @param name of the topic today
     * @return where the event stood; a former topic is named by its id
     */
    Coordinates at(ResultSet row, String name) throws SQLException {
        var partition = row.getInt("partition");
        var found = begins.getOrDefault(name, Map.of()).getOrDefault(partition, List.of());
        var topic = found.isEmpty() ? name : topic(found, Long.parseUnsignedLong(row.getString("written_in")));
        return new Coordinates(topic, partition, row.getLong("record_offset"));
    }

    private static String topic(List<Begin> begins, long written) {
        var topic = begins.get(0).topic();
        for (var begin : begins) {
            if (Long.compareUnsigned(begin.transaction(), written) <= 0) {
                topic = begin.topic();
            }
        }
        return topic;
    }

    /**
     * @param name of the topic today
     * @return the transaction that began today's topic, by partition: what an older one applied is of a former topic. Without the
     *     partitions that had none.
     */
    Map<Integer, String> begun(String name) {
        var begun = new HashMap<Integer, String>();
        begins.getOrDefault(name, Map.of())
                .forEach((partition, all) -> begun.put(partition, Long.toUnsignedString(begun(all))));
        return begun;
    }

    private static long begun(List<Begin> all) {
        return all.stream()
                .filter(begin -> !begin.isFormer())
                .map(Begin::transaction)
                .findAny()
                .orElse(NOT_YET);
    }
}
