-- What clients sent: one row for each POST, written before the record goes to Kafka.
create table received (
    id              uuid        not null primary key,    -- of the order or receipt: UUIDv7
    kind            text        not null check (kind in ('ORDER', 'RECEIPT')),
    owner           text        not null,                -- scopes the key; '' where nobody is signed in
    idempotency_key text,
    fingerprint     bytea       not null,                -- SHA-256 of the canonical request
    record_key      bytea       not null,                -- what is sent, and sent again, to the letter
    record_value    bytea       not null,
    received_at     timestamptz not null,
    acknowledged_at timestamptz                          -- null: nobody knows whether the broker has it
);
create unique index received_once_a_key on received (owner, kind, idempotency_key) where idempotency_key is not null;
create index received_unacknowledged on received (received_at) where acknowledged_at is null;
