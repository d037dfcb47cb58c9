package semel.proof;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.StringJoiner;
import java.util.TreeMap;
import org.postgresql.PGStatement;

/**
 * Reads the rows of a query, again at each iteration, some thousands at a time. All queries of one connection see the same snapshot.
 * Blocks. An iteration must be completed, because its end closes the statement. An unreadable row is skipped, and noted with the reason.
 */
final class QueryRows<T> implements Iterable<T> {
    private static final int ROWS_AT_A_TIME = 5_000;

    /** A connection with one snapshot of the tables, and the unreadable rows in it. */
    record TableSnapshot(Connection connection, Map<String, String> illegible, ReadProgress progress, ReadAhead ahead) {
        private static final int MAX_ILLEGIBLE = 1_000;

        TableSnapshot(Connection connection, ReadProgress progress) {
            this(connection, new TreeMap<>(), progress, new ReadAhead());
        }

        private void note(String key, RuntimeException why) {
            if (illegible.size() < MAX_ILLEGIBLE) {
                illegible.put(key, String.valueOf(why.getMessage()));
            }
        }
    }

    private final TableSnapshot state;
    private final String sql;
    private final RowMapper<T> row;
    private final String[] parameters;

    /** Decodes a row. */
    interface RowMapper<T> {
        T of(ResultSet row) throws SQLException;
    }

    /** @param parameters texts, for the question marks in the query */
    QueryRows(TableSnapshot state, String sql, RowMapper<T> row, String... parameters) {
        this.state = state;
        this.sql = sql;
        this.row = row;
        this.parameters = parameters;
    }

    /** Makes the connection see one snapshot from its first query on, without time limits. */
    static void takeSnapshot(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        connection.setReadOnly(true);
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        try (var statement = connection.createStatement()) {
            // Only PostgreSQL 17 and newer has the last one.
            statement.execute("select set_config(name, '0', false) from pg_settings where name in ('statement_timeout',"
                    + " 'idle_in_transaction_session_timeout', 'transaction_timeout')");
        }
        connection.commit(); // the limits hold from the next transaction on
    }

    @Override
    public Iterator<T> iterator() {
        return state.ahead().iterator(this::rows);
    }

    private Iterator<T> rows() {
        try {
            var statement = state.connection().prepareStatement(sql);
            statement.setFetchSize(ROWS_AT_A_TIME);
            // Binary from the first execution on: ids, times and bytes as text cost more than the rest of a row.
            statement.unwrap(PGStatement.class).setPrepareThreshold(-1);
            for (int i = 0; i < parameters.length; i++) {
                statement.setString(i + 1, parameters[i]);
            }
            return new RowIterator(statement, statement.executeQuery());
        } catch (SQLException failure) {
            throw new IllegalStateException(sql, failure);
        }
    }

    private final class RowIterator implements Iterator<T> {
        private final PreparedStatement statement;
        private final ResultSet rows;
        private T next;
        private boolean through;

        RowIterator(PreparedStatement statement, ResultSet rows) {
            this.statement = statement;
            this.rows = rows;
        }

        @Override
        public boolean hasNext() {
            try {
                while (next == null && !through) {
                    if (rows.next()) {
                        next = legible();
                    } else {
                        through = true;
                        statement.close();
                    }
                }
                return next != null;
            } catch (SQLException failure) {
                throw new IllegalStateException(sql, failure);
            }
        }

        /** @return null for an unreadable row: a changed row may hold any value */
        private T legible() throws SQLException {
            try {
                return row.of(rows);
            } catch (RuntimeException illegible) {
                state.note(key(), illegible);
                return null;
            }
        }

        /** Identifies the row; its table's columns come first in the query. */
        private String key() throws SQLException {
            var key = new StringJoiner(" ");
            for (int column = 1; column <= Math.min(4, rows.getMetaData().getColumnCount()); column++) {
                key.add(rows.getMetaData().getColumnLabel(column) + "=" + rows.getString(column));
            }
            return key.toString();
        }

        @Override
        public T next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            state.progress().step();
            var item = next;
            next = null;
            return item;
        }
    }
}
