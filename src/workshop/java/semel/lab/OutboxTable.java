package semel.lab;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Reads and writes the table {@code outbox}: records that wait for a relay, in order. All methods run in the connection's transaction. */
public final class OutboxTable {
    private static final String PUT = "insert into outbox (topic, id, key, value) values (?, ?, ?, ?)";
    private static final String NEXT = "select number, topic, id, key, value from outbox order by number limit ?";

    /** Deletes only rows that were read. A row with a smaller number may be committed later. */
    private static final String DELETE = "delete from outbox where number = any(?)";

    private static final String ID = "ce_id";

    /** The first records and their numbers. */
    public record Page(List<Long> numbers, List<ProducerRecord<byte[], byte[]>> records) {}

    private OutboxTable() {}

    public static void put(Connection database, List<ProducerRecord<byte[], byte[]>> records) throws SQLException {
        try (var insert = database.prepareStatement(PUT)) {
            for (var record : records) {
                insert.setString(1, record.topic());
                insert.setString(2, new String(record.headers().lastHeader(ID).value(), StandardCharsets.US_ASCII));
                insert.setBytes(3, record.key());
                insert.setBytes(4, record.value());
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    /** @param limit number of records, at least 1 */
    public static Page next(Connection database, int limit) throws SQLException {
        var page = new Page(new ArrayList<>(), new ArrayList<>());
        try (var select = database.prepareStatement(NEXT)) {
            select.setInt(1, limit);
            var rows = select.executeQuery();
            while (rows.next()) {
                page.numbers().add(rows.getLong("number"));
                var record =
                        new ProducerRecord<>(rows.getString("topic"), rows.getBytes("key"), rows.getBytes("value"));
                record.headers().add(ID, rows.getString("id").getBytes(StandardCharsets.US_ASCII));
                page.records().add(record);
            }
        }
        return page;
    }

    public static void takeOut(Connection database, Page page) throws SQLException {
        try (var delete = database.prepareStatement(DELETE)) {
            delete.setArray(1, database.createArrayOf("bigint", page.numbers().toArray()));
            delete.executeUpdate();
        }
    }
}
