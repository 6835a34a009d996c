create or replace function ledger_tables() returns setof text language sql stable as $$
  with recursive tables as (
    select c.oid from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'ledger_id'
     where c.relnamespace = 'debt'::regnamespace and c.relkind = 'r'
  ), chains as (
    select t.oid, 0 as depth from tables t
    union
    select r.confrelid, c.depth + 1 from chains c join pg_constraint r on r.contype = 'f' and r.conrelid = c.oid and r.confrelid <> c.oid
  )
  select t.oid::regclass::text from tables t join chains c using (oid) group by t.oid order by max(c.depth), 1;
$$;
comment on function ledger_tables is
'The tables that hold rows of ledgers, from the catalogue, so that a new one cannot be forgotten; those that others refer to last.';

create or replace function operator.delete_account(username text) returns bigint
language plpgsql security definer set search_path = debt, pg_temp as $$
declare
  a accounts;
  l ledgers;
  holder text;
begin
  -- One at a time: two that grant and revoke at once would be in each other's way.
  perform pg_advisory_xact_lock(hashtext('operator.delete_account'));
  a := named_account(username);
  -- From here on nothing is appended: open_ledger waits for this lock, and then finds the ledger erased.
  select o.* into l from ledgers o where o.id = a.ledger_id for update;
  update ledgers o
     set erased_at = clock_timestamp(), head = 0, hash = decode(repeat('00', 32), 'hex'), recorded_at = '-infinity'
   where o.id = l.id;
  grant delete on events to current_user;
  for holder in select * from ledger_tables() loop
    execute format('delete from %s where ledger_id = $1', holder) using l.id;
  end loop;
  revoke delete on events from current_user;
  return l.head;
end
$$;
comment on function operator.delete_account is
'Erases an account and all of its ledger in one transaction, and returns how many events that were. The ledger''s row stays as a tombstone
without content; the user name is free again. Sessions end, tokens die, open streams close.
LD006: there is no such account.';
