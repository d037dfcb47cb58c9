-- Which events were applied. Their effects below were written in the same transaction.
create table processed_event (
    subject       uuid     not null,                     -- order or receipt
    kind          smallint not null,                     -- EventId.Kind#code
    line          smallint not null,
    partition     int      not null,                     -- where it stood when it was applied, in the topic of its kind
    record_offset bigint   not null,
    primary key (subject, kind, line)
);

-- Events met again at other coordinates. They changed nothing, but exactly-once publishing makes none: the audit asks.
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
    lines       text        not null,                    -- JSON array, as on the wire
    status      text        not null check (status in ('FULFILLED', 'REFUSED')),
    reason      text,
    accepted_at timestamptz not null,
    decided_at  timestamptz not null,
    applied_at  timestamptz not null
);
create index customer_order_of_customer on customer_order (customer_id, order_id desc);

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
-- Not unique: a number given twice must be seen by the audit, not stall the projection.
create index inventory_movement_of_product on inventory_movement (product_id, number);

create table notification (
    order_id    uuid        not null primary key,
    customer_id text        not null,
    kind        text        not null,
    created_at  timestamptz not null                     -- when the order was decided
);
create index notification_of_customer on notification (customer_id, order_id desc);

-- Events that could not be read, by where they stand; long keys and values are cut.
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
