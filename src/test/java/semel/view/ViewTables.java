package semel.view;

import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;

/** Writes the tables that the view reads, in place of the projection. */
@ApplicationScoped
class ViewTables {
    private static final String ORDER = """
            insert into customer_order (order_id, customer_id, currency, total, lines, status, reason,
                                        accepted_at, decided_at, applied_at)
            values ('%s', '%s', 'EUR', 100, '[{"productId":"p-1","quantity":1,"unitPrice":100}]', 'FULFILLED', null,
                    now(), now(), now())""";

    private final AgroalDataSource source;

    ViewTables(AgroalDataSource source) {
        this.source = source;
    }

    Connection connect() throws SQLException {
        return source.getConnection();
    }

    void execute(String sql) {
        try (var connection = connect()) {
            connection.createStatement().execute(sql);
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    void apply(UUID order, String customer) {
        execute(ORDER.formatted(order, customer));
    }

    /** @return the id of the transaction that applied the order */
    long transactionOf(UUID order) {
        try (var connection = connect();
                var rows = connection
                        .createStatement()
                        .executeQuery("select cast(applied_in as text) from customer_order" + " where order_id = '"
                                + order + "'")) {
            rows.next();
            return Long.parseLong(rows.getString(1));
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    /** Applies the order in the caller's transaction. */
    static void apply(Connection connection, UUID order) throws SQLException {
        connection.createStatement().execute(ORDER.formatted(order, "c-1"));
    }
}
