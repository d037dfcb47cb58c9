-- Dead letters whose record an operator sent to its input once more, as the broker acknowledged it or nobody knows.
create table redrive (
    topic_id        uuid        not null,                -- of the dead record
    partition       int         not null,
    record_offset   bigint      not null,
    requested_at    timestamptz not null,
    acknowledged_at timestamptz,                         -- null: nobody knows whether the copy stands in the input
    copy_offset     bigint,                              -- where it stands, in the same partition
    primary key (topic_id, partition, record_offset),
    check ((copy_offset is null) = (acknowledged_at is null))
);

-- Every dead letter has its row, that of an order which the policy failed at too: its decision may be taken again elsewhere.
insert into dead_letter (topic_id, partition, record_offset, reason)
select topic_id, partition, record_offset, 'policy-failed' from decision where outcome = 'FAILED'
on conflict do nothing;
