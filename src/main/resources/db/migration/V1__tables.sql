-- All tables, in the order of an order's way. Each is written by one package.
-- The xid8 columns name the transaction that wrote a row: readers know by it what a snapshot shows (decisions 0009 and 0011).
-- Their indexes have one entry for all rows of a batch, so they are small and grow at the end only.

-- intake ----------------------------------------------------------------------------------------------------------------

-- What clients sent: one row for each POST, written before the record goes to Kafka.
create table received (
    id              uuid        not null primary key,    -- of the order or receipt: UUIDv7
    kind            text        not null check (kind in ('ORDER', 'RECEIPT')),
    owner           text        not null,                -- scopes the key; '' if nobody is signed in
    idempotency_key text,
    fingerprint     bytea       not null,                -- SHA-256 of the canonical request
    record_key      bytea       not null,                -- the record as it is sent, and sent again
    record_value    bytea       not null,
    received_at     timestamptz not null,
    acknowledged_at timestamptz,                         -- null: unknown whether the broker has the record
    acknowledged_in xid8,
    check ((acknowledged_in is null) = (acknowledged_at is null))
);
create unique index received_once_a_key on received (owner, kind, idempotency_key) where idempotency_key is not null;
create index received_unacknowledged on received (received_at) where acknowledged_at is null;
create index received_acknowledged_in on received (acknowledged_in) where acknowledged_in is not null;
create index received_of_owner on received (owner, id) where owner <> ''; -- nobody's orders cost no entry

-- Dead letters that an operator sent to the input once more.
create table redrive (
    topic_id        uuid        not null,                -- of the dead record
    partition       int         not null,
    record_offset   bigint      not null,
    requested_at    timestamptz not null,
    acknowledged_at timestamptz,                         -- null: unknown whether the copy is in the input
    copy_offset     bigint,                              -- of the copy, in the same partition
    primary key (topic_id, partition, record_offset),
    check ((copy_offset is null) = (acknowledged_at is null))
);

-- decision --------------------------------------------------------------------------------------------------------------

-- What was decided, in the transaction that claims the order: the row is the claim.
create table decision (
    id            uuid        not null primary key,      -- of the order or receipt
    topic_id      uuid        not null,                  -- coordinates of the delivery that claimed it
    partition     int         not null,
    record_offset bigint      not null,
    outcome       text        not null check (outcome in ('FULFILLED', 'REFUSED', 'RECEIVED', 'FAILED')),
    reason        text,                                  -- REFUSED: the policy's code; FAILED: what was thrown
    movements     text        not null,                  -- for each line 'number:balance' of its product's ledger, by comma
    decided_at    timestamptz not null,
    written_in    xid8        not null default pg_current_xact_id()
);
create index decision_written_in on decision (written_in);

-- What is on hand as decided. The rows of one batch are locked in the order of product_id.
create table stock (
    product_id text   not null primary key,
    on_hand    bigint not null check (on_hand >= 0),
    number     bigint not null                           -- changes so far; the last one's ledger number
);

-- Deliveries of something that was decided at other coordinates: nothing was published for them.
create table suppressed (
    topic_id      uuid   not null,
    partition     int    not null,
    record_offset bigint not null,
    id            uuid   not null,
    written_in    xid8   not null default pg_current_xact_id(),
    primary key (topic_id, partition, record_offset)
);
create index suppressed_written_in on suppressed (written_in);

-- Deliveries that could not be decided: each has its record in orders-dead-letters.
create table dead_letter (
    topic_id      uuid   not null,
    partition     int    not null,
    record_offset bigint not null,
    reason        text   not null,
    detail        text,                                  -- what is wrong with the record, or what the policy threw
    written_in    xid8   not null default pg_current_xact_id(),
    primary key (topic_id, partition, record_offset)
);
create index dead_letter_written_in on dead_letter (written_in);

-- How far each input partition is decided, and how far of that is known to be published.
create table progress (
    topic_id       uuid   not null,
    partition      int    not null,
    topic          text   not null,
    decided_next   bigint not null,                      -- last decided offset + 1
    published_next bigint not null,                      -- last published offset + 1, or less
    passed_next    bigint not null default 0,            -- no record is between decided_next and here (decision 0008)
    primary key (topic_id, partition)
);

-- projection ------------------------------------------------------------------------------------------------------------

-- Which events were applied. Their effects below were written in the same transaction.
create table processed_event (
    subject       uuid     not null,                     -- order or receipt
    kind          smallint not null,                     -- EventId.Kind#code
    line          smallint not null,
    partition     int      not null,                     -- coordinates of the event, in the topic of its kind
    record_offset bigint   not null,
    written_in    xid8     not null default pg_current_xact_id(),
    primary key (subject, kind, line)
);
create index processed_event_written_in on processed_event (written_in);

-- Events that were read again at other coordinates. They changed nothing, but exactly-once publishing makes none: the audit asks.
create table repeated_event (
    subject       uuid     not null,
    kind          smallint not null,
    line          smallint not null,
    partition     int      not null,
    record_offset bigint   not null,
    primary key (subject, kind, line, partition, record_offset)
);

create table customer_order (
    order_id    uuid        not null primary key,
    customer_id text        not null,
    currency    text        not null,
    total       bigint      not null,                    -- minor units
    lines       text        not null,                    -- JSON array, as in the event
    status      text        not null check (status in ('FULFILLED', 'REFUSED')),
    reason      text,
    accepted_at timestamptz not null,
    decided_at  timestamptz not null,
    applied_at  timestamptz not null,
    applied_in  xid8        not null default pg_current_xact_id()
);
create index customer_order_of_customer on customer_order (customer_id, order_id desc);
create index customer_order_applied_in on customer_order (applied_in);

-- What is on hand as applied: the sum of the movements.
create table inventory (
    product_id text   not null primary key,
    on_hand    bigint not null,                          -- may be negative for a moment: movements may arrive out of order
    number     bigint not null                           -- highest ledger number applied
);

create table inventory_movement (
    subject    uuid        not null,
    line       smallint    not null,
    product_id text        not null,
    number     bigint      not null,                     -- of the product's ledger: 1, 2, 3, …
    change     bigint      not null,
    balance    bigint      not null,                     -- after it, as decided
    decided_at timestamptz not null,
    primary key (subject, line)
);
-- Not unique: a number that exists twice must be found by the audit, not stop the projection.
create index inventory_movement_of_product on inventory_movement (product_id, number);

create table notification (
    order_id    uuid        not null primary key,
    customer_id text        not null,
    kind        text        not null,
    created_at  timestamptz not null                     -- when the order was decided
);
create index notification_of_customer on notification (customer_id, order_id desc);

-- Events that could not be read, by their coordinates. Long keys and values are cut.
create table quarantine (
    topic         text        not null,
    partition     int         not null,
    record_offset bigint      not null,
    reason        text        not null,
    record_key    bytea,
    record_value  bytea,
    arrived_at    timestamptz not null,
    primary key (topic, partition, record_offset)
);

-- How far each output partition is applied, written with the effects: what the group has committed may be lost or moved.
create table applied (
    topic_id     uuid   not null,
    partition    int    not null,
    topic        text   not null,
    applied_next bigint not null,                        -- last applied offset + 1
    primary key (topic_id, partition)
);

-- audit -----------------------------------------------------------------------------------------------------------------

-- What the last clean audit judged, so that the first one after a start does not read everything again.
create table audit_watermark (
    one      boolean not null primary key default true check (one),
    document text    not null,
    checksum text    not null                            -- SHA-256 of the document: a changed one is not used
);
