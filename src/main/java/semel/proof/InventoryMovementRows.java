package semel.proof;

import static semel.proof.ContentHash.mix;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import semel.order.Event;
import semel.order.EventId;
import semel.order.ProductId;

/** Reads movements. They are pruned together with their events. */
final class InventoryMovementRows extends EventRows<Event.StockMoved> {
    InventoryMovementRows() {
        super(
                EventId.Kind.INVENTORY,
                "inventory_movement",
                "subject",
                "t.line as effect_line, t.product_id, t.change, t.number, t.balance, t.decided_at");
    }

    @Override
    String on() {
        return " and t.line = p.line";
    }

    @Override
    String kept() {
        return "";
    }

    @Override
    Event.StockMoved read(UUID subject, ResultSet row) throws SQLException {
        return new Event.StockMoved(
                new EventId(subject, EventId.Kind.INVENTORY, row.getInt("effect_line")),
                new ProductId(row.getString("product_id")),
                row.getLong("change"),
                row.getLong("number"),
                row.getLong("balance"),
                time(row, "decided_at"));
    }

    @Override
    long content(long hash, Event.StockMoved moved) {
        return mix(mix(mix(mix(hash, moved.product().value()), moved.change()), moved.number()), moved.balance());
    }
}
