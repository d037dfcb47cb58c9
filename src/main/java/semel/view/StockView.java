package semel.view;

/** A product's stock as clients see it: pieces, as applied. */
public record StockView(String productId, long onHand) {
    static StockView of(StockOnHand stock) {
        return new StockView(stock.product, stock.onHand);
    }
}
