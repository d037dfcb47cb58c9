package semel.view;

import java.util.List;

/** A product's stock as clients see it: pieces, as applied. */
public record StockView(String productId, long onHand) {
    /**
     * A part of a list.
     *
     * @param next where to go on, null at the end
     */
    public record Page(List<StockView> items, String next) {}

    static StockView of(OnHand stock) {
        return new StockView(stock.product, stock.onHand);
    }

    static Page all(List<OnHand> stock) {
        return new Page(stock.stream().map(StockView::of).toList(), null);
    }
}
