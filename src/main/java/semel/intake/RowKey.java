package semel.intake;

import java.util.UUID;

/**
 * What a row is found by: by its idempotency key, which belongs to an owner and a kind, or else by its id, which no other row has.
 *
 * @param key null where it is the id
 * @param id null where it is the key
 */
record RowKey(String owner, PostKind kind, String key, UUID id) {
    /** @param key null where there is none */
    static RowKey of(String owner, PostKind kind, String key, UUID id) {
        return key == null ? new RowKey(null, null, null, id) : new RowKey(owner, kind, key, null);
    }
}
