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

/** Maps an order as intake received it (table {@code received}). */
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

    /** Whether the input is known to contain the order: it is acknowledged or decided. Otherwise the POST got 503, or no answer. */
    @Formula("(acknowledged_at is not null or exists (select 1 from decision d where d.id = id))")
    boolean isAccepted;

    /** When the policy threw for this order; null if it did not, or once a redrive has decided the order. */
    @Formula("(select d.decided_at from decision d where d.id = id and d.outcome = 'FAILED')")
    Instant failedAt;

    static Uni<ReceivedOrder> of(UUID id) {
        return ReceivedOrder.<ReceivedOrder>findById(id)
                .map(received -> received != null && received.kind.equals("ORDER") ? received : null);
    }

    Order order() {
        if (OrderCodec.decode(recordKey, recordValue) instanceof Parsed.Valid<Order> valid) {
            return valid.value();
        }
        throw new IllegalStateException("the received order " + id + " cannot be read, though intake wrote it");
    }
}
