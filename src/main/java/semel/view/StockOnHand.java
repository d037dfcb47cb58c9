package semel.view;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import io.quarkus.panache.common.Sort;
import io.smallrye.mutiny.Uni;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.List;
import org.hibernate.annotations.Immutable;
import semel.order.ProductId;

/** Maps a product's applied stock (table {@code inventory}). */
@Entity
@Immutable
@Table(name = "inventory")
class StockOnHand extends PanacheEntityBase {
    @Id
    @Column(name = "product_id")
    String product;

    @Column(name = "on_hand")
    long onHand;

    static Uni<StockOnHand> of(String product) {
        return findById(product);
    }

    /** Sorted by product. */
    static Uni<List<StockOnHand>> in(ListWindow<ProductId> window) {
        var after = window.after().map(ProductId::value).orElse("");
        return find("product > ?1", Sort.by("product"), after)
                .range(0, window.rows() - 1)
                .list();
    }
}
