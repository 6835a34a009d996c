create or replace function api.start_session(username text, ledger uuid, account uuid, session uuid, device text, refresh_hash bytea,
  new_password_hash text, address text default null, verified_hash text default null, device_ledger uuid default null,
  device_id uuid default null) returns api.answer language plpgsql security definer set search_path = debt, pg_temp as $$
declare
  a accounts;
begin
  -- Locked: who changes the password, disables or deletes the account waits for this session, and then ends it; or was here first, and
  -- then the password that was verified is no longer the account's.
  select o.* into a from accounts o where o.id = account and o.ledger_id = ledger and o.disabled_at is null
     and o.password_hash is not distinct from verified_hash and lower(o.username) = lower(start_session.username) for no key update;
  if not found then
    perform refuse('LD002', 'The user name or the password is wrong.');
  end if;
  if new_password_hash is not null then
    update accounts o set password_hash = new_password_hash where o.id = account;
  end if;
  delete from sign_in_failures f
   where f.username_hash = username_hash(start_session.username)
     and f.address = failure_place(start_session.username, start_session.address, device_ledger, device_id);
  perform begin_session(ledger, account, session, device, address, refresh_hash, 'password');
  return row(account_json(a), null, null, false, null)::api.answer;
end
$$;
comment on function api.start_session is
'Starts a session for an account whose password a worker has verified, by verified_hash. body: the account.
device_ledger, device_id: as for api.login.
new_password_hash: the same password hashed with today''s parameters, where the stored one is weaker; else NULL.
LD002: the account has gone, was disabled, or has another password meanwhile.';
