package semel.view;

/**
 * Shows a product's stock to clients.
 *
 * @param onHand pieces, as applied
 */
public record StockView(String productId, long onHand) {
    static StockView of(StockOnHand stock) {
        return new StockView(stock.product, stock.onHand);
    }
}
