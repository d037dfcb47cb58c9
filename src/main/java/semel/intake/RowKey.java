package semel.intake;

import java.util.UUID;

/**
 * Identifies a row: by its owner, kind and idempotency key, or by its id if it has no key.
 *
 * @param key null if the id identifies the row
 * @param id null if the key identifies the row
 */
record RowKey(String owner, PostKind kind, String key, UUID id) {
    /** @param key null if there is none */
    static RowKey of(String owner, PostKind kind, String key, UUID id) {
        return key == null ? new RowKey(null, null, null, id) : new RowKey(owner, kind, key, null);
    }
}
