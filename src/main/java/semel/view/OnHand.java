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

/** A product's stock as the projection applied it. */
@Entity
@Immutable
@Table(name = "inventory")
class OnHand extends PanacheEntityBase {
    @Id
    @Column(name = "product_id")
    String product;

    @Column(name = "on_hand")
    long onHand;

    static Uni<OnHand> of(String product) {
        return findById(product);
    }

    static Uni<List<OnHand>> all() {
        return listAll(Sort.by("product"));
    }
}
