package semel.erasure;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import semel.order.CustomerId;

/** Removes a customer's id from the texts of dead letters and from records in quarantine. These rows have no order id. */
final class UnreadableRows {
    private static final String DETAILS =
            "update dead_letter set detail = regexp_replace(detail, ?, ?, 'g') where detail ~ ?";
    private static final String QUARANTINED = """
            select q.topic, q.partition, q.record_offset, q.record_key, q.record_value,
                   exists (select from log_bound l where l.topic = q.topic and l.partition = q.partition
                                                     and l.first <= q.record_offset and l.begun <= q.written_in) as is_there
            from quarantine q""";
    private static final String REMOVE = """
            update quarantine set record_key = null, record_value = null
            where topic = ? and partition = ? and record_offset = ?""";

    private final Connection tables;
    private final CustomerText customer;

    UnreadableRows(Connection tables, CustomerText customer) {
        this.tables = tables;
        this.customer = customer;
    }

    private record Quarantined(String topic, int partition, long offset, boolean isThere) {}

    /** @return the records in quarantine that have the customer's id and are still in their topic */
    List<String> notForgotten() throws SQLException {
        return quarantined().stream()
                .filter(Quarantined::isThere)
                .map(row -> row.topic() + ":" + row.partition() + ":" + row.offset()
                        + " is an unreadable event with this customer id")
                .toList();
    }

    /** @return the number of texts */
    int replaceDetails(CustomerId replacement) throws SQLException {
        try (var update = tables.prepareStatement(DETAILS)) {
            update.setString(1, customer.regex());
            update.setString(2, replacement.value());
            update.setString(3, customer.regex());
            return update.executeUpdate();
        }
    }

    /** @return the number of records */
    int removeBytes() throws SQLException {
        var rows = quarantined();
        try (var remove = tables.prepareStatement(REMOVE)) {
            for (var row : rows) {
                remove.setString(1, row.topic());
                remove.setInt(2, row.partition());
                remove.setLong(3, row.offset());
                remove.addBatch();
            }
            remove.executeBatch();
        }
        return rows.size();
    }

    private List<Quarantined> quarantined() throws SQLException {
        var found = new ArrayList<Quarantined>();
        try (var statement = tables.createStatement();
                var rows = statement.executeQuery(QUARANTINED)) {
            while (rows.next()) {
                if (customer.isIn(rows.getBytes("record_key")) || customer.isIn(rows.getBytes("record_value"))) {
                    found.add(new Quarantined(
                            rows.getString("topic"),
                            rows.getInt("partition"),
                            rows.getLong("record_offset"),
                            rows.getBoolean("is_there")));
                }
            }
        }
        return found;
    }
}
