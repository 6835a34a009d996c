create or replace function api.login(username text, out ledger uuid, out account uuid, out password_hash text) returns setof record
language sql stable security definer set search_path = debt, pg_temp as $$
  select a.ledger_id, a.id, a.password_hash
    from accounts a join ledgers l on l.id = a.ledger_id
   where lower(a.username) = lower(login.username) and a.disabled_at is null and l.erased_at is null;
$$;
comment on function api.login is
'What a sign-in by user name is checked against. No row: no such account, or it is disabled. password_hash NULL: has no password.';
