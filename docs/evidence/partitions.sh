#!/usr/bin/env bash
# Compares two ways to remove old history from tables of 10 million rows: bounded deletes, and partitions that are dropped.
# usage: PGHOST=… PGPORT=… PGUSER=… [ORDERS=1700000] docs/evidence/partitions.sh   (an empty PostgreSQL of its own; about 12 minutes)
set -euo pipefail
orders=${ORDERS:-1700000}
slice=$((orders / 20)) # orders of a partition, and of one removal
run() { psql -qXv ON_ERROR_STOP=1 "$@"; }

# The tables of V1__tables.sql that pruning empties, twice: whole, and partitioned by id.
run <<SQL
create table timing (run text, ms double precision);
create function id(n bigint) returns uuid language sql immutable as \$\$ -- a UUIDv7; one order every 10 ms
    select cast(lpad(to_hex(1700000000000 + n * 10), 12, '0') || '7' || substr(h, 1, 3) || 'a' || substr(h, 4, 15) as uuid)
    from (select md5(n::text) h) hashed
\$\$;
create function edge(slice bigint) returns uuid language sql immutable as \$\$
    select cast(rpad(lpad(to_hex(1700000000000 + slice * $slice * 10), 12, '0'), 32, '0') as uuid)
\$\$;
create function make(name text, part text) returns void language plpgsql as \$\$ begin
    execute format('create schema %I', name);
    execute format('set search_path to %I, public', name);
    execute 'create table received (id uuid not null primary key, kind text not null, owner text not null, idempotency_key text,
        fingerprint bytea not null, record_key bytea not null, record_value bytea not null, received_at timestamptz not null,
        acknowledged_at timestamptz, acknowledged_in xid8)' || replace(part, 'KEY', 'id');
    execute 'create index on received (received_at) where acknowledged_at is null';
    execute 'create index on received (acknowledged_in) where acknowledged_in is not null';
    execute 'create index on received (owner, id) where owner <> ''''';
    if part = '' then
        execute 'create unique index on received (owner, kind, idempotency_key) where idempotency_key is not null';
    else -- a unique key of a partitioned table has the column of the partitions in it
        execute 'create table request_key (owner text, kind text, idempotency_key text, id uuid not null, primary key (owner, kind, idempotency_key))';
    end if;
    execute 'create table decision (id uuid not null primary key, topic_id uuid not null, partition int not null, record_offset bigint not null,
        outcome text not null, reason text, movements text not null, decided_at timestamptz not null,
        written_in xid8 not null default pg_current_xact_id())' || replace(part, 'KEY', 'id');
    execute 'create index on decision (written_in)';
    execute 'create table processed_event (subject uuid not null, kind smallint not null, line smallint not null, partition int not null,
        record_offset bigint not null, written_in xid8 not null default pg_current_xact_id(), primary key (subject, kind, line))'
        || replace(part, 'KEY', 'subject');
    execute 'create index on processed_event (written_in)';
    execute 'create table inventory_movement (subject uuid not null, line smallint not null, product_id text not null, number bigint not null,
        change bigint not null, balance bigint not null, decided_at timestamptz not null, primary key (subject, line))'
        || replace(part, 'KEY', 'subject');
    execute 'create index on inventory_movement (product_id, number)';
end \$\$;
create function add(name text, low bigint, high bigint) returns void language plpgsql as \$\$ begin
    execute format('set search_path to %I, public', name);
    insert into received select id(i), 'ORDER', '', 'key-' || i, sha256(i::text::bytea), convert_to('c-' || i % 10000, 'UTF8'),
        convert_to(repeat('x', 250), 'UTF8'), now(), now(), pg_current_xact_id() from generate_series(low, high) i;
    if name = 'parts' then
        insert into request_key select '', 'ORDER', 'key-' || i, id(i) from generate_series(low, high) i;
    end if;
    insert into decision select id(i), '00000000-0000-4000-8000-000000000001', i % 12, i / 12, 'FULFILLED', null, i || ':' || i, now()
        from generate_series(low, high) i;
    insert into processed_event select id(i), k, 0, i % 12, i / 12 from generate_series(low, high) i, generate_series(1, 3) k;
    insert into inventory_movement select id(i), 0, 'p-' || i % 100, i / 100, -1, 0, now() from generate_series(low, high) i;
end \$\$;
-- transactions of 100 orders, 10 a second
create procedure load(name text, run text, low bigint, transactions int) language plpgsql as \$\$
declare began timestamptz; took double precision; begin
    for t in 0..transactions - 1 loop
        began := clock_timestamp();
        perform add(name, low + t * 100, low + t * 100 + 99);
        commit;
        took := extract(epoch from clock_timestamp() - began) * 1000;
        insert into public.timing values (run, took);
        commit;
        perform pg_sleep(greatest(0, 0.1 - took / 1000));
    end loop;
end \$\$;
-- what semel.pruning does, without its evidence: 500 orders a transaction
create procedure remove(orders int, before uuid) language plpgsql as \$\$
declare gone int := 0; n int; low xid8 := '0'; begin
    set search_path to whole, public;
    while gone < orders loop
        with doomed as materialized (
            select t.id, t.written_in from decision t where t.written_in >= low and t.outcome <> 'FAILED' and t.id < before
              and not exists (select from processed_event e where e.subject = t.id and e.record_offset < 0 offset 0)
            order by t.written_in limit 500 for update of t skip locked
        ), a as (delete from received t using doomed where t.id = doomed.id),
           b as (delete from processed_event t using doomed where t.subject = doomed.id),
           c as (delete from inventory_movement t using doomed where t.subject = doomed.id),
           d as (delete from decision t using doomed where t.id = doomed.id)
        select count(*), (select written_in from doomed order by written_in desc limit 1) into n, low from doomed;
        exit when n = 0;
        gone := gone + n;
        commit;
    end loop;
end \$\$;
do \$\$ declare t text; begin
    perform make('whole', ''), make('parts', ' partition by range (KEY)');
    foreach t in array array['received', 'decision', 'processed_event', 'inventory_movement'] loop
        execute format('alter table whole.%I set (autovacuum_vacuum_scale_factor = 0.02)', t);
        for p in 0..24 loop
            execute format('create table parts.%I partition of parts.%I for values from (%L) to (%L)', t || '_' || p, t, edge(p), edge(p + 1));
        end loop;
        execute format('create table parts.%I partition of parts.%I default', t || '_foreign', t);
    end loop;
end \$\$;
do \$\$ begin for i in 0..19 loop perform add('whole', i * $slice, (i + 1) * $slice - 1); commit; end loop; end \$\$;
do \$\$ begin for i in 0..19 loop perform add('parts', i * $slice, (i + 1) * $slice - 1); commit; end loop; end \$\$;
vacuum (freeze, analyze);
checkpoint;
SQL

low=$((slice * 20))
# NAME SCHEMA [COMMAND that removes]
measure() {
    local began log removed=-
    log=$(run -Atc "select pg_current_wal_insert_lsn()")
    if [ -n "${3:-}" ]; then
        began=$(date +%s%N)
        { eval "$3" >/dev/null; echo $((($(date +%s%N) - began) / 1000000)) >"${TMPDIR:-/tmp}/removed"; } &
    fi
    run -c "call load('$2', '$1', $low, 200)"
    if [ -n "${3:-}" ]; then wait; removed=$(cat "${TMPDIR:-/tmp}/removed"); fi
    run -Atc "select format('%s: transaction p50 %s ms, p99 %s ms; log %s; removed in %s ms', '$1',
        round(percentile_cont(0.5) within group (order by ms)::numeric, 1), round(percentile_cont(0.99) within group (order by ms)::numeric, 1),
        pg_size_pretty(pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '$log')), '$removed') from timing where run = '$1'"
}
for round in 1 2 3; do
    measure "whole, quiet $round" whole
    measure "parts, quiet $round" parts
    low=$((low + 20000))
    p=$((round - 1))
    measure "whole, bounded deletes $round" whole "run -c \"call remove($slice, edge($round))\""
    measure "parts, dropped $round" parts "run -c \"select count(*) from parts.decision_$p where outcome = 'FAILED'\" \
        -c 'begin' -c 'drop table parts.received_$p, parts.decision_$p, parts.processed_event_$p, parts.inventory_movement_$p' -c 'commit' \
        -c \"delete from parts.request_key where id < edge($round)\""
    low=$((low + 20000))
done
