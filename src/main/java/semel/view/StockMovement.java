package semel.view;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import io.quarkus.panache.common.Sort;
import io.smallrye.mutiny.Uni;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.hibernate.annotations.Immutable;
import semel.order.ProductId;

/** Maps an applied change of a product's stock (table {@code inventory_movement}). */
@Entity
@Immutable
@IdClass(StockMovement.MovementKey.class)
@Table(name = "inventory_movement")
class StockMovement extends PanacheEntityBase {
    record MovementKey(UUID subject, short line) implements Serializable {}

    @Id
    UUID subject;

    @Id
    short line;

    @Column(name = "product_id")
    String product;

    long number;
    long change;
    long balance;

    @Column(name = "decided_at")
    Instant decidedAt;

    /**
     * The sort key of a product's list. Numbers are unique unless there is a bug; with subject and line the end of a page cannot
     * hide a duplicated number.
     */
    record MovementPosition(long number, UUID subject, short line) {
        static MovementPosition of(StockMovement movement) {
            return new MovementPosition(movement.number, movement.subject, movement.line);
        }

        /** The reverse of {@link #toString} for what the projection writes; throws IllegalArgumentException for anything else. */
        static MovementPosition of(String text) {
            var parts = text.split(":", -1);
            if (parts.length != 3) {
                throw new IllegalArgumentException("a place has a number, a subject and a line");
            }
            var place =
                    new MovementPosition(Long.parseLong(parts[0]), OrderKey.of(parts[1]), Short.parseShort(parts[2]));
            if (place.number < 1 || place.line < 0 || !place.toString().equals(text)) {
                throw new IllegalArgumentException("numbers begin at 1, lines at 0, and each has one spelling");
            }
            return place;
        }

        @Override
        public String toString() {
            return number + ":" + subject + ":" + line;
        }
    }

    private static final Sort NEWEST_FIRST =
            Sort.descending("number").and("subject", Sort.Direction.Descending).and("line", Sort.Direction.Descending);

    /** Newest first. */
    static Uni<List<StockMovement>> of(ProductId product, ListWindow<MovementPosition> window) {
        var question = window.after()
                .map(after -> StockMovement.<StockMovement>find(
                        "product = ?1 and number <= ?2 and (number < ?2 or subject < ?3 or (subject = ?3 and line < ?4))",
                        NEWEST_FIRST,
                        product.value(),
                        after.number(),
                        after.subject(),
                        after.line()))
                .orElseGet(() -> find("product", NEWEST_FIRST, product.value()));
        return question.range(0, window.rows() - 1).list();
    }
}
