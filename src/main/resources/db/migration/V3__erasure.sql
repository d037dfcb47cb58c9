-- Erasure: orders whose customer id was replaced when the topics had forgotten it (decision 0041).

create table erasure (
    order_id  uuid        not null primary key,
    erased_at timestamptz not null,
    seal      bytea       not null                       -- SHA-256 of the order and its notification as they are since then
);

-- The audit compares each of them with its seal.
create index customer_order_erased on customer_order (order_id) where customer_id like 'erased-%';
