-- Pruning: what is older than the horizon is removed, and what it left is kept here (decision 0039).

-- States of the tables that may become the beginning of what is kept: one every eighth of the horizon.
create table pruning_point (
    taken_at timestamptz not null primary key,
    shown    pg_snapshot not null,                       -- the decisions before the point are those that it shows
    progress text        not null                        -- a line for each input partition: topic id, partition, decided_next
);

-- The stock as decided at a point: where each product's ledger continues.
create table pruning_stock (
    taken_at   timestamptz not null references pruning_point on delete cascade,
    product_id text        not null,
    on_hand    bigint      not null,
    number     bigint      not null,
    primary key (taken_at, product_id)
);

-- The point up to which the tables are pruned; no row before the first time. The audit and the proof begin there.
create table pruned (
    one              boolean     not null primary key default true check (one),
    taken_at         timestamptz not null references pruning_point,
    forgotten_before uuid        not null,               -- a UUIDv7: of smaller ones nobody knows whether they were decided
    accepted         bigint      not null,               -- orders acknowledged before the point; the next four in the same way
    fulfilled        bigint      not null,
    refused          bigint      not null,
    suppressed       bigint      not null,
    dead_letters     bigint      not null
);

-- How many rows were removed from each table, so that the audit can tell them from rows that somebody else deleted.
create table pruned_rows (
    table_name text   not null primary key,
    deleted    bigint not null
);

-- These rows are updated with each batch: vacuum after so many changes, not after a part of a small table.
alter table stock set (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);
alter table inventory set (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);
alter table progress set (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);
alter table applied set (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);

-- These lose rows at one end: at the default of 20 % the space would be used again much later.
alter table received set (autovacuum_vacuum_scale_factor = 0.02);
alter table decision set (autovacuum_vacuum_scale_factor = 0.02);
alter table processed_event set (autovacuum_vacuum_scale_factor = 0.02);
alter table inventory_movement set (autovacuum_vacuum_scale_factor = 0.02);
