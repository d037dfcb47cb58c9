package semel.intake;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Arrays;
import java.util.UUID;

/** The row of a POST, this one's or the first one's under its key. */
// Not @Immutable: its reference cache needs a session with state ("session is not an EventSource").
@Entity
@Table(name = "received")
class Received {
    @Id
    UUID id;

    @Enumerated(EnumType.STRING)
    Kind kind;

    @Column(name = "idempotency_key")
    String idempotencyKey;

    byte[] fingerprint;

    @Column(name = "record_key")
    byte[] recordKey;

    @Column(name = "record_value")
    byte[] recordValue;

    @Column(name = "acknowledged_at")
    Instant acknowledgedAt;

    /** The transaction that wrote it last: the server's xmin. */
    String version;

    /** @see Posted#keyOrId() */
    String keyOrId() {
        return Posted.keyOrId(idempotencyKey, id);
    }

    boolean isAcknowledged() {
        return acknowledgedAt != null;
    }

    boolean isReplayedBy(Posted posted) {
        return !id.equals(posted.id());
    }

    boolean asksForTheSameAs(Posted posted) {
        return Arrays.equals(fingerprint, posted.fingerprint());
    }
}
