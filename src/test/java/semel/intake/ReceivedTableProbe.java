package semel.intake;

import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;
import java.util.function.Supplier;

/** Reads and changes the table {@code received} for tests. */
@ApplicationScoped
class ReceivedTableProbe {
    private final AgroalDataSource source;

    ReceivedTableProbe(AgroalDataSource source) {
        this.source = source;
    }

    interface TableWork<T> {
        T on(Connection connection) throws SQLException;
    }

    private <T> T with(TableWork<T> work) {
        try (var connection = source.getConnection()) {
            return work.on(connection);
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    void execute(String sql) {
        with(connection -> connection.createStatement().execute(sql));
    }

    /** Runs the work while no row can be marked as acknowledged. */
    <T> T withoutMarks(Supplier<T> work) {
        execute("""
                create function no_mark() returns trigger language plpgsql as
                $$ begin raise exception 'no marks today'; end $$;
                create trigger no_mark before update of acknowledged_at on received
                for each row execute function no_mark()
                """);
        try {
            return work.get();
        } finally {
            execute("drop function no_mark cascade");
        }
    }

    long rows() {
        return one("select count(*) from received");
    }

    /** The single number that a query returns. */
    long one(String sql) {
        return with(connection -> {
            var rows = connection.createStatement().executeQuery(sql);
            rows.next();
            return rows.getLong(1);
        });
    }

    long rowsOf(String key) {
        return with(connection -> {
            var query = connection.prepareStatement("select count(*) from received where idempotency_key = ?");
            query.setString(1, key);
            var rows = query.executeQuery();
            rows.next();
            return rows.getLong(1);
        });
    }

    /** Time and transaction of a row's mark. */
    String mark(UUID id) {
        return with(connection -> {
            var query = connection.prepareStatement(
                    "select acknowledged_at || ' ' || acknowledged_in from received where id = ?");
            query.setObject(1, id);
            var rows = query.executeQuery();
            rows.next();
            return rows.getString(1);
        });
    }

    boolean isAcknowledged(UUID id) {
        return with(connection -> {
            var query = connection.prepareStatement("select acknowledged_at is not null from received where id = ?");
            query.setObject(1, id);
            var rows = query.executeQuery();
            rows.next();
            return rows.getBoolean(1);
        });
    }

    /** Inserts a row that was not sent, as after a crash of intake. */
    void insert(Posted posted) {
        with(connection -> {
            var insert = connection.prepareStatement("""
                    insert into received
                    (id, kind, owner, idempotency_key, fingerprint, record_key, record_value, received_at)
                    values (?, ?, '', ?, ?, ?, ?, now())
                    """);
            insert.setObject(1, posted.id());
            insert.setString(2, posted.kind().name());
            insert.setString(3, posted.key().map(IdempotencyKey::value).orElse(null));
            insert.setBytes(4, posted.fingerprint());
            insert.setBytes(5, posted.recordKey());
            insert.setBytes(6, posted.recordValue());
            return insert.executeUpdate();
        });
    }
}
