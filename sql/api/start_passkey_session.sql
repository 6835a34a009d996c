create or replace function api.start_passkey_session(ledger uuid, credential_id bytea, challenge bytea, challenge_expires_at bigint,
  sign_count bigint, backed_up boolean, new_session uuid, device text, refresh_hash bytea, address text) returns api.answer
language plpgsql security definer set search_path = debt, pg_temp as $$
declare
  p passkeys;
  a accounts;
begin
  select o.* into p from passkeys o where o.ledger_id = ledger and o.credential_id = start_passkey_session.credential_id for update;
  if found then
    select o.* into a from accounts o join ledgers l on l.id = o.ledger_id
     where o.ledger_id = ledger and o.disabled_at is null and l.erased_at is null
       for no key update of o;  -- disabling or deleting the account waits for this session, and then ends it
  end if;
  -- WebAuthn L3 §7.2 step 22 once more, under the lock of the row: of two answers with one counter, one is a copy's.
  if a.id is null or (sign_count <= p.sign_count and (sign_count <> 0 or p.sign_count <> 0))
     or not use_challenge(ledger, challenge, challenge_expires_at) then
    perform refuse('LD002', 'Nobody is signed in by these.');
  end if;
  update passkeys o set sign_count = start_passkey_session.sign_count, backed_up = start_passkey_session.backed_up, last_used_at = clock_timestamp()
   where o.ledger_id = ledger and o.id = p.id;
  perform begin_session(ledger, a.id, new_session, device, address, refresh_hash, 'passkey');
  return row(account_json(a), null, null, false, null)::api.answer;
end
$$;
comment on function api.start_passkey_session is
'Starts a session for the account whose passkey a worker has verified. body: the account. challenge: what it has signed; it is then used.
LD002: the passkey or the account has gone meanwhile, the counter has not gone up, or the challenge was used before.';
