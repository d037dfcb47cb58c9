-- What was decided, in the transaction that claims the order: the row is the claim.
create table decision (
    id            uuid        not null primary key,      -- of the order or receipt
    topic_id      uuid        not null,                  -- coordinates of the delivery that claimed it
    partition     int         not null,
    record_offset bigint      not null,
    outcome       text        not null check (outcome in ('FULFILLED', 'REFUSED', 'RECEIVED', 'FAILED')),
    reason        text,                                  -- REFUSED: the policy's code; FAILED: what was thrown
    movements     text        not null,                  -- for each line 'number:balance' of its product's ledger, by comma
    decided_at    timestamptz not null
);

-- What is on hand as decided; what the orders of one batch take is locked in the order of product_id.
create table stock (
    product_id text   not null primary key,
    on_hand    bigint not null check (on_hand >= 0),
    number     bigint not null                           -- changes so far; the last one's ledger number
);

-- Deliveries of something decided at other coordinates: nothing was emitted for them.
create table suppressed (
    topic_id      uuid   not null,
    partition     int    not null,
    record_offset bigint not null,
    id            uuid   not null,
    primary key (topic_id, partition, record_offset)
);

-- How far each input partition is decided, and how far of that is known to be published.
create table progress (
    topic_id       uuid   not null,
    partition      int    not null,
    topic          text   not null,
    decided_next   bigint not null,                      -- last decided offset + 1
    published_next bigint not null,                      -- last published offset + 1, or less
    primary key (topic_id, partition)
);

-- Deliveries that carried nothing decidable: each has its record in orders-dead-letters.
create table dead_letter (
    topic_id      uuid   not null,
    partition     int    not null,
    record_offset bigint not null,
    reason        text   not null,
    primary key (topic_id, partition, record_offset)
);
