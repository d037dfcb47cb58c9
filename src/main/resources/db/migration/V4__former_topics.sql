-- Events of former topics: after a move to another cluster, today's topics do not have them (decision 0044).

-- The transaction that applied the first event of this topic's partition. What an older one wrote is from a former topic of this name.
alter table applied add column begun_in xid8 not null default '0';

alter table repeated_event add column written_in xid8 not null default pg_current_xact_id();
alter table quarantine add column written_in xid8 not null default pg_current_xact_id();
