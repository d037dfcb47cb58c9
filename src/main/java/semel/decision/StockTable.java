package semel.decision;

import static semel.sql.Columns.number;

import io.smallrye.mutiny.Uni;
import java.util.HashMap;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.hibernate.reactive.mutiny.Mutiny;
import semel.order.ProductId;
import semel.sql.Columns;

/** Locks and reads the stock by which orders are decided. */
final class StockTable {
    // The first receipt of a product creates its row; two replicas that both see a first receipt must lock the same
    // row.
    private static final String OPEN = """
            insert into stock (product_id, on_hand, number)
            select product_id, 0, 0 from unnest(cast(?1 as text[])) u(product_id) order by product_id
            on conflict do nothing
            """;

    private static final String HOLD = """
            select product_id, on_hand, number from stock where product_id = any(cast(?1 as text[]))
            order by product_id for update
            """;

    /** Locks the stock of all products in the batch, sorted by product, so that replicas wait for each other and do not deadlock. */
    Uni<LockedStock> hold(Mutiny.StatelessSession session, Batch batch) {
        return open(session, batch)
                .chain(() -> Columns.query(session, HOLD, Columns.of(named(batch), ProductId::value)))
                .map(StockTable::ledger);
    }

    private static Uni<Void> open(Mutiny.StatelessSession session, Batch batch) {
        var received = received(batch);
        if (received.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return Columns.execute(session, OPEN, Columns.of(received, ProductId::value))
                .replaceWithVoid();
    }

    private static SortedSet<ProductId> received(Batch batch) {
        var products = new TreeSet<ProductId>();
        batch.decidable().forEach(content -> {
            if (content instanceof Content.ReceiptArrived arrived) {
                products.add(arrived.receipt().product());
            }
        });
        return products;
    }

    private static SortedSet<ProductId> named(Batch batch) {
        var products = received(batch);
        batch.decidable().forEach(content -> {
            if (content instanceof Content.OrderPlaced placed) {
                products.addAll(placed.order().demand().keySet());
            }
        });
        return products;
    }

    private static LockedStock ledger(List<Object[]> rows) {
        var levels = new HashMap<ProductId, LockedStock.Level>();
        rows.forEach(row ->
                levels.put(new ProductId((String) row[0]), new LockedStock.Level(number(row[1]), number(row[2]))));
        return new LockedStock(levels);
    }
}
