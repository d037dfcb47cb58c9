-- The transaction that wrote a row: what a snapshot shows, the audit need not read again (decision 0009). Nobody names these
-- columns but intake, whose row is written before it is acknowledged.
alter table received add column acknowledged_in xid8;
update received set acknowledged_in = pg_current_xact_id() where acknowledged_at is not null;
alter table received add check ((acknowledged_in is null) = (acknowledged_at is null));
alter table decision add column written_in xid8 not null default pg_current_xact_id();
alter table suppressed add column written_in xid8 not null default pg_current_xact_id();
alter table dead_letter add column written_in xid8 not null default pg_current_xact_id();
alter table processed_event add column written_in xid8 not null default pg_current_xact_id();

-- All rows of a batch have one entry: an index of few bytes a row, that grows at its end only.
create index received_acknowledged_in on received (acknowledged_in) where acknowledged_in is not null;
create index decision_written_in on decision (written_in);
create index suppressed_written_in on suppressed (written_in);
create index dead_letter_written_in on dead_letter (written_in);
create index processed_event_written_in on processed_event (written_in);
