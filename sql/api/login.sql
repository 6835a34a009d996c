create or replace function api.login(username text, address text default null, device_ledger uuid default null, device_id uuid default null,
  out ledger uuid, out account uuid, out password_hash text, out is_known boolean)
returns setof record language plpgsql stable security definer set search_path = debt, pg_temp as $$
begin
  is_known := check_failures(username, address, device_ledger, device_id);
  return query
    select a.ledger_id, a.id, a.password_hash, login.is_known
      from accounts a join ledgers l on l.id = a.ledger_id
     where lower(a.username) = lower(login.username) and a.disabled_at is null and l.erased_at is null;
end
$$;
comment on function api.login is
'What a sign-in by user name is checked against. No row: no such account, or it is disabled. password_hash NULL: has no password.
device_ledger, device_id: what the browser''s device token says, which the worker has found genuine; NULL: none.
is_known: by its device or its network, it is not a stranger to the account.
LD018: too many sign-ins have failed lately, so no password is hashed.';
