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
 * The rows of a query, read anew at each iteration, some thousands at a time. All queries over one connection see the same
 * snapshot. Blocks; an iteration has to be followed to its end, where its statement is closed. A row of which nothing can be made is
 * left out, and noted with the reason.
 */
final class QueryRows<T> implements Iterable<T> {
    private static final int ROWS_AT_A_TIME = 5_000;

    /** One state of the tables, seen by a connection, and the rows in it of which nothing can be made. */
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

    /** What a row means. */
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

    /** Makes the connection see one state of all tables from its first query on, for as long as that may take. */
    static void takeSnapshot(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        connection.setReadOnly(true);
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        try (var statement = connection.createStatement()) {
            // The last one only where the server knows it: since PostgreSQL 17.
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
            // In binary from the first execution on: ids, times and bytes as texts cost more than all else of a row.
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

        /** Null for a row of which nothing can be made: any value may stand in a table by the time that it is read. */
        private T legible() throws SQLException {
            try {
                return row.of(rows);
            } catch (RuntimeException illegible) {
                state.note(key(), illegible);
                return null;
            }
        }

        /** What tells the row from others: its table's columns come first. */
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
