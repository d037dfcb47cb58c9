package semel.erasure;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.UUID;
import semel.order.CustomerId;

/**
 * Replaces a customer's id in all tables by a random one. An interrupted run can be repeated: it changes only rows that still have the id.
 *
 * @see "docs/explanation/decisions/0041-a-customer-is-erased-when-the-topics-have-forgotten.md"
 */
final class Erasure {
    private static final int BATCH = 500;

    private static final String NEXT = """
            delete from erasing where order_id in (select order_id from erasing order by order_id limit BATCH)
            returning order_id""".replace("BATCH", Integer.toString(BATCH));

    private static final String OWNED = """
            update received set owner = ? where id in (select id from received where owner = ? and owner <> '' limit BATCH)""".replace("BATCH", Integer.toString(BATCH));

    private final Connection tables;
    private final LogBounds bounds;
    private final DeadLetterSearch letters;

    /** @param tables a connection with auto-commit, used by nothing else */
    Erasure(Connection tables, LogBounds bounds, DeadLetterSearch letters) {
        this.tables = tables;
        this.bounds = bounds;
        this.letters = letters;
    }

    /** Counts the changed rows. */
    record Done(int orders, int requests, int letters, int quarantined) {
        boolean isNothing() {
            return orders + requests + letters + quarantined == 0;
        }
    }

    /**
     * @param owner the caller that posted the customer's requests; it is replaced in all its requests
     * @throws ErasureRefused if a topic still has a record of the customer, or an order is not applied. Then nothing is changed; but if
     *     only orders placed during the run are the reason, all others are erased
     */
    Done run(CustomerId customer, String owner) throws SQLException {
        var text = new CustomerText(customer);
        var known = new CustomerOrders(tables, bounds);
        var unreadable = new UnreadableRows(tables, text);
        known.collect(customer);
        var reasons = new ArrayList<String>();
        letters.find(text).forEach(letter -> reasons.add(letter + " is a dead letter with this customer id"));
        reasons.addAll(unreadable.notForgotten());
        reasons.addAll(known.notForgotten());
        if (!reasons.isEmpty()) throw new ErasureRefused(reasons);
        var replacement = CustomerId.erased();
        tables.setAutoCommit(false);
        var orders = orders(new OrderRows(tables, customer, replacement));
        var requests = requests(owner, replacement);
        var done = new Done(orders, requests, unreadable.replaceDetails(replacement), unreadable.removeBytes());
        tables.commit();
        refuseNewer(known, customer);
        return done;
    }

    private int orders(OrderRows rows) throws SQLException {
        var erased = 0;
        while (true) {
            var ids = new ArrayList<UUID>();
            try (var statement = tables.createStatement();
                    var next = statement.executeQuery(NEXT)) {
                while (next.next()) ids.add(next.getObject(1, UUID.class));
            }
            if (ids.isEmpty()) return erased;
            rows.erase(ids.toArray(UUID[]::new));
            tables.commit();
            erased += ids.size();
        }
    }

    /** Replaces this owner in all its requests, also in those for other customers. Commits. */
    private int requests(String owner, CustomerId replacement) throws SQLException {
        var all = 0;
        while (true) {
            try (var statement = tables.prepareStatement(OWNED)) {
                statement.setString(1, replacement.value());
                statement.setString(2, owner);
                var changed = statement.executeUpdate();
                tables.commit();
                if (changed == 0) return all;
                all += changed;
            }
        }
    }

    private void refuseNewer(CustomerOrders known, CustomerId customer) throws SQLException {
        known.collect(customer);
        var newer = known.notForgotten();
        tables.commit();
        if (!newer.isEmpty()) throw new ErasureRefused(newer);
    }
}
