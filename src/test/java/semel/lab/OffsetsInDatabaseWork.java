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
 * The offsets stand in the database and change in the transaction of the effect; what Kafka knows of the group is of no account.
 * It publishes nothing: a transaction of the database does not reach Kafka.
 */
final class OffsetsInDatabaseWork implements LaneWork {
    private static final String STAND = "insert into position values (?, 0) on conflict do nothing";
    private static final String WHERE = "select next from position where partition = ?";

    /** A late worker finds that another one has continued from here. */
    private static final String ADVANCE = "update position set next = ? where partition = ? and next <= ?";

    @Override
    public void at(WorkerSettings here) throws Exception {
        try (var consumer = here.consumer();
                var database = here.database()) {
            consumer.subscribe(List.of(here.topics().ordersIn()), new FromTheDatabase(consumer, database));
            while (true) {
                var placed = here.poll(consumer);
                here.reach(FaultMoment.POLLED, placed);
                EffectTable.write(database, EffectTable.ids(placed));
                advance(database, placed);
                database.commit();
                here.reach(FaultMoment.APPLIED, placed);
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
                    throw new IllegalStateException("partition " + partition.getKey() + " has gone on elsewhere");
                }
            }
        }
    }

    /** Begins each partition where its effects end. */
    private record FromTheDatabase(Consumer<byte[], byte[]> consumer, Connection database)
            implements ConsumerRebalanceListener {
        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            try (var stand = database.prepareStatement(STAND);
                    var where = database.prepareStatement(WHERE)) {
                for (var partition : partitions) {
                    stand.setInt(1, partition.partition());
                    stand.executeUpdate();
                    where.setInt(1, partition.partition());
                    var row = where.executeQuery();
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
