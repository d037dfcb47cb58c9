package semel.lab;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.common.TopicPartition;

/**
 * Stores the offsets in the database, in the same transaction as the effects, and ignores the group's offsets in Kafka. It publishes
 * no events, because a database transaction does not include Kafka.
 */
final class OffsetsInDatabaseWork implements LaneWork {
    private static final String ADD_PARTITION = "insert into position values (?, 0) on conflict do nothing";
    private static final String SELECT_NEXT = "select next from position where partition = ?";

    /** Updates no row if another worker has already processed a part of this batch. */
    private static final String ADVANCE = "update position set next = ? where partition = ? and next <= ?";

    @Override
    public void at(WorkerSettings settings) throws Exception {
        try (var consumer = settings.consumer();
                var database = settings.database()) {
            consumer.subscribe(List.of(settings.topics().ordersIn()), new SeekToStoredOffsets(consumer, database));
            while (true) {
                var placed = settings.poll(consumer);
                settings.reach(FaultMoment.POLLED, placed);
                EffectTable.write(database, EffectTable.ids(placed));
                advance(database, placed);
                database.commit();
                settings.reach(FaultMoment.APPLIED, placed);
            }
        }
    }

    private static void advance(Connection database, List<PlacedOrder> placed) throws SQLException {
        var first = new TreeMap<Integer, Long>();
        var last = new TreeMap<Integer, Long>();
        for (var one : placed) {
            first.putIfAbsent(one.at().partition(), one.at().offset());
            last.put(one.at().partition(), one.at().offset());
        }
        try (var update = database.prepareStatement(ADVANCE)) {
            for (var partition : first.entrySet()) {
                update.setLong(1, last.get(partition.getKey()) + 1);
                update.setInt(2, partition.getKey());
                update.setLong(3, partition.getValue());
                if (update.executeUpdate() != 1) {
                    throw new IllegalStateException(
                            "partition " + partition.getKey() + " was continued by another worker");
                }
            }
        }
    }

    /** Seeks each assigned partition to the offset that is stored in the database. */
    private record SeekToStoredOffsets(Consumer<byte[], byte[]> consumer, Connection database)
            implements ConsumerRebalanceListener {
        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            try (var addPartition = database.prepareStatement(ADD_PARTITION);
                    var selectNext = database.prepareStatement(SELECT_NEXT)) {
                for (var partition : partitions) {
                    addPartition.setInt(1, partition.partition());
                    addPartition.executeUpdate();
                    selectNext.setInt(1, partition.partition());
                    var row = selectNext.executeQuery();
                    row.next();
                    consumer.seek(partition, row.getLong(1));
                }
                database.commit();
            } catch (SQLException failed) {
                throw new IllegalStateException(failed);
            }
            System.out.println(WorkerSettings.READY + " " + partitions);
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {}
    }
}
