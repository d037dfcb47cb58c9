package semel.view;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import io.smallrye.mutiny.Uni;
import jakarta.persistence.Column;
import jakarta.persistence.ColumnResult;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityResult;
import jakarta.persistence.Id;
import jakarta.persistence.SqlResultSetMapping;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.hibernate.annotations.Immutable;

/** Maps an applied order (table {@code customer_order}). */
@Entity
@Immutable
@Table(name = "customer_order")
@SqlResultSetMapping(
        name = CustomerOrder.IN_THE_STREAM,
        entities = @EntityResult(entityClass = CustomerOrder.class),
        columns = {
            @ColumnResult(name = "applied_by", type = String.class),
            @ColumnResult(name = "owner", type = String.class)
        })
class CustomerOrder extends PanacheEntityBase {
    /** Adds the transaction that applied the order, and the owner. */
    static final String IN_THE_STREAM = "in-the-stream";

    @Id
    @Column(name = "order_id")
    UUID id;

    @Column(name = "customer_id")
    String customer;

    String currency;
    long total;
    String lines;
    String status;
    String reason;

    @Column(name = "accepted_at")
    Instant acceptedAt;

    @Column(name = "decided_at")
    Instant decidedAt;

    @Column(name = "applied_at")
    Instant appliedAt;

    static Uni<CustomerOrder> of(UUID id) {
        return findById(id);
    }

    static Uni<List<CustomerOrder>> newest(NewestQuery question) {
        return find(question.where(), NewestQuery.FIRST, question.parameters())
                .range(0, question.window().rows() - 1)
                .list();
    }
}
