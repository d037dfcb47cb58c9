package semel.view;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import io.smallrye.mutiny.Uni;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.hibernate.annotations.Immutable;

/** Maps the one notification of an order (table {@code notification}). */
@Entity
@Immutable
@Table(name = "notification")
class Notification extends PanacheEntityBase {
    @Id
    @Column(name = "order_id")
    UUID id;

    @Column(name = "customer_id")
    String customer;

    String kind;

    @Column(name = "created_at")
    Instant createdAt;

    static Uni<List<Notification>> newest(NewestQuery question) {
        return find(question.where(), NewestQuery.FIRST, question.parameters())
                .range(0, question.window().rows() - 1)
                .list();
    }
}
