create or replace function api.share() returns void
language plpgsql security definer set search_path = debt, pg_temp as $$
begin
  perform set_config('lock_timeout', '50ms', true);
end
$$;
comment on function api.share is
'Begins a transaction that several calls share: each of them waits only shortly for a ledger that somebody holds, because the others wait with it.
What is refused then, with 55P03 (lock_not_available), is called again in a transaction of its own.';
