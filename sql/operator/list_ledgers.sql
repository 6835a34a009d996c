create or replace function operator.list_ledgers(out ledger uuid, out username text, out head bigint) returns setof record
language sql stable security definer set search_path = debt, pg_temp as $$
  select l.id, a.username, l.head from ledgers l join accounts a on a.ledger_id = l.id where l.erased_at is null order by lower(a.username);
$$;
comment on function operator.list_ledgers is 'All ledgers, by user name.';
