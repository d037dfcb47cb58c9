-- What an owner has posted, newest first: its orders and notifications are listed by it. Nobody signs in: no entry, no cost.
create index received_of_owner on received (owner, id desc) where owner <> '';
