-- The transaction that applied the order. A reader who stays below every open one meets each order once, in one order for all
-- readers, whatever the order of commits (decision 0011). Written by nobody: the projection need not know.
alter table customer_order add column applied_in xid8 not null default pg_current_xact_id();
create index customer_order_applied_in on customer_order (applied_in);

-- Who signs in sees his own. Nobody's orders, where nobody signs in, cost no entry.
create index received_of_owner on received (owner, id) where owner <> '';
