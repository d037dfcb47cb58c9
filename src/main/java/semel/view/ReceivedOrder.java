package semel.view;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import io.smallrye.mutiny.Uni;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.Formula;
import org.hibernate.annotations.Immutable;
import semel.codec.OrderCodec;
import semel.codec.Parsed;
import semel.order.Order;

/** An order as intake received it. */
@Entity
@Immutable
@Table(name = "received")
class ReceivedOrder extends PanacheEntityBase {
    @Id
    UUID id;

    String kind;
    String owner;

    @Column(name = "record_key")
    byte[] recordKey;

    @Column(name = "record_value")
    byte[] recordValue;

    /** Known to stand in the input: acknowledged, or decided. The POST of another was answered 503, or not at all. */
    @Formula("(acknowledged_at is not null or exists (select 1 from decision d where d.id = id))")
    boolean isAccepted;

    /** When the policy threw over it; null too once a redrive has decided it. */
    @Formula("(select d.decided_at from decision d where d.id = id and d.outcome = 'FAILED')")
    Instant failedAt;

    static Uni<ReceivedOrder> of(UUID id) {
        return find("id = ?1 and kind = 'ORDER'", id).firstResult();
    }

    Order order() {
        if (OrderCodec.decode(recordKey, recordValue) instanceof Parsed.Valid<Order> valid) {
            return valid.value();
        }
        throw new IllegalStateException("the received order " + id + " cannot be read, though intake wrote it");
    }
}
