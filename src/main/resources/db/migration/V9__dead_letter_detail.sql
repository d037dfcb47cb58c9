-- Null in rows of releases that kept it in the topic alone.
alter table dead_letter add column detail text;          -- what is wrong with the record, or what the policy threw
