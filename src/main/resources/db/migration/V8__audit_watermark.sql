-- What the last clean audit judged, so that the first one after a start does not read everything again.
create table audit_watermark (
    one      boolean not null primary key default true check (one),
    document text    not null,
    checksum text    not null                            -- SHA-256 of the document: one that was changed is not believed
);
