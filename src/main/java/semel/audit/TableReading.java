package semel.audit;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * The rows of a query, read anew at each iteration, some thousands at a time. All queries over one connection see the same
 * snapshot. Blocks; an iteration has to be followed to its end, where its statement is closed.
 */
final class TableReading<T> implements Iterable<T> {
    private static final int ROWS_AT_A_TIME = 5_000;

    private final Connection snapshot;
    private final String sql;
    private final Row<T> row;
    private final String[] parameters;

    /** What a row means. */
    interface Row<T> {
        T of(ResultSet row) throws SQLException;
    }

    /** @param parameters texts, for the question marks in the query */
    TableReading(Connection snapshot, String sql, Row<T> row, String... parameters) {
        this.snapshot = snapshot;
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
        try {
            var statement = snapshot.prepareStatement(sql);
            statement.setFetchSize(ROWS_AT_A_TIME);
            for (int i = 0; i < parameters.length; i++) {
                statement.setString(i + 1, parameters[i]);
            }
            return new Rows(statement, statement.executeQuery());
        } catch (SQLException failure) {
            throw new IllegalStateException(sql, failure);
        }
    }

    private final class Rows implements Iterator<T> {
        private final PreparedStatement statement;
        private final ResultSet rows;
        private boolean ahead;
        private boolean through;

        Rows(PreparedStatement statement, ResultSet rows) {
            this.statement = statement;
            this.rows = rows;
        }

        @Override
        public boolean hasNext() {
            if (!ahead && !through) {
                try {
                    ahead = rows.next();
                    if (!ahead) {
                        through = true;
                        statement.close();
                    }
                } catch (SQLException failure) {
                    throw new IllegalStateException(sql, failure);
                }
            }
            return ahead;
        }

        @Override
        public T next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            ahead = false;
            try {
                return row.of(rows);
            } catch (SQLException failure) {
                throw new IllegalStateException(sql, failure);
            }
        }
    }
}
