-- Where nothing is left to decide although the log goes on: control records, and records of aborted transactions. A fact of the log,
-- beside how far it is decided (decision 0008).
alter table progress add column passed_next bigint not null default 0; -- no record stands from decided_next up to here
