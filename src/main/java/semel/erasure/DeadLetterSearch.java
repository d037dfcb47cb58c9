package semel.erasure;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import semel.command.TopicReader;

/** Searches the records of the dead letters' topic for a customer's id, because no table has their coordinates. Blocks. */
final class DeadLetterSearch {
    private final Map<String, Object> broker;
    private final LogBounds bounds;

    DeadLetterSearch(Map<String, Object> broker, LogBounds bounds) {
        this.broker = broker;
        this.bounds = bounds;
    }

    /** @return the coordinates of each record that has the customer's id, as {@code topic:partition:offset} */
    List<String> find(CustomerText customer) {
        var found = new ArrayList<String>();
        var first = new HashMap<>(bounds.first());
        first.keySet()
                .removeIf(partition -> !partition.topic().equals(bounds.topics().deadLetters()));
        try (var reader = new TopicReader(broker)) {
            reader.read(first, bounds.last(), record -> {
                if (customer.isIn(record)) {
                    found.add(record.topic() + ":" + record.partition() + ":" + record.offset());
                }
            });
        }
        return found;
    }
}
