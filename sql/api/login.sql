create or replace function api.login(username text, address text default null, out ledger uuid, out account uuid, out password_hash text)
returns setof record language plpgsql stable security definer set search_path = debt, pg_temp as $$
begin
  perform check_failures(username, address);
  return query
    select a.ledger_id, a.id, a.password_hash
      from accounts a join ledgers l on l.id = a.ledger_id
     where lower(a.username) = lower(login.username) and a.disabled_at is null and l.erased_at is null;
end
$$;
comment on function api.login is
'What a sign-in by user name is checked against. No row: no such account, or it is disabled. password_hash NULL: has no password.
LD018: too many sign-ins have failed lately, so no password is hashed.';
