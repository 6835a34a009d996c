create or replace function account_json(a accounts) returns text language sql stable as $$
  select '{"id":"' || a.id || '","username":' || to_json(a.username)::text || ',"display_name":' || to_json(a.display_name)::text || '}';
$$;
comment on function account_json is 'An account as clients see it.';

create or replace function create_account(ledger uuid, account uuid, username text, display_name text, password_hash text)
returns accounts language plpgsql as $$
declare
  a accounts;
begin
  insert into ledgers (id) values (ledger);
  insert into accounts (id, ledger_id, username, display_name, password_hash)
  values (account, ledger, create_account.username, coalesce(create_account.display_name, create_account.username),
          create_account.password_hash)
  returning * into a;
  return a;
end
$$;
comment on function create_account is 'Makes an account and its empty ledger. Raises unique_violation where the user name is taken.';

create or replace function api.register_account(username text, password_hash text, display_name text, registration text, ledger uuid,
  account uuid, session uuid, device text, refresh_hash bytea, address text default null) returns api.answer
language plpgsql security definer set search_path = debt, pg_temp as $$
declare
  a accounts;
begin
  -- Two first registrations at once: the second one waits here, and then finds that it is not the first.
  if registration = 'first' then
    perform pg_advisory_xact_lock(hashtext('api.register_account'));
  end if;
  perform api.check_registration(username, registration);
  begin
    a := create_account(ledger, account, register_account.username, register_account.display_name, register_account.password_hash);
  exception when unique_violation then
    perform api.check_registration(username, registration);
    raise;
  end;
  perform begin_session(ledger, account, session, device, address, refresh_hash, 'password', 'registered');
  return row(account_json(a), null, a.id, false, null)::api.answer;
end
$$;
comment on function api.register_account is
'Makes an account, its ledger and its first session. body: the account.
password_hash: PHC string. display_name: NULL takes the user name. refresh_hash: SHA-256 of the session''s first refresh token.
LD005: registration is closed. LD012: the user name is taken.';
