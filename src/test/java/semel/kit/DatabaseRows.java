package semel.kit;

import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.ds.PGSimpleDataSource;

/** Runs SQL directly on the database, with a new connection each time. */
public final class DatabaseRows {
    private final PGSimpleDataSource database = new PGSimpleDataSource();

    public DatabaseRows(String jdbcUrl, String user) {
        database.setUrl(jdbcUrl);
        database.setUser(user);
    }

    /** @return the values of the first row, joined by spaces; "nothing" without rows */
    public String one(String sql, Object... parameters) {
        try (var connection = database.getConnection();
                var statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            try (var rows = statement.executeQuery()) {
                if (!rows.next()) {
                    return "nothing";
                }
                var row = new StringBuilder();
                for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                    row.append(i == 1 ? "" : " ").append(rows.getString(i));
                }
                return row.toString();
            }
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** @return the content of the projection's tables without applied_at, as one text */
    public String everything() {
        return one("""
                select (select string_agg(cast(e as text), ';' order by e) from processed_event e),
                       (select string_agg(cast((order_id, customer_id, currency, total, lines, status, reason, accepted_at,
                                                decided_at) as text), ';' order by order_id) from customer_order),
                       (select string_agg(cast(i as text), ';' order by i) from inventory i),
                       (select string_agg(cast(m as text), ';' order by m) from inventory_movement m),
                       (select string_agg(cast(n as text), ';' order by n) from notification n),
                       (select string_agg(cast((q.topic, q.partition, q.record_offset, q.reason) as text), ';'
                                          order by q.topic, q.partition, q.record_offset) from quarantine q)""");
    }

    public void execute(String sql, Object... parameters) {
        try (var connection = database.getConnection();
                var statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            statement.execute();
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** Locks the table against writers until the connection is rolled back or closed. */
    public Connection locked(String table) throws SQLException {
        var connection = database.getConnection();
        connection.setAutoCommit(false);
        try (var statement = connection.createStatement()) {
            statement.execute("lock table " + table + " in exclusive mode");
        }
        return connection;
    }
}
