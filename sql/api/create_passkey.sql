create or replace function passkey_json(p passkeys) returns text language sql stable as $$
  select '{"id":"' || p.id || '","name":' || to_json(p.name)::text || ',"backed_up":' || p.backed_up::text || ',"created_at":"' ||
         rfc3339(p.created_at) || '","last_used_at":' || coalesce('"' || rfc3339(p.last_used_at) || '"', 'null') || '}';
$$;
comment on function passkey_json is 'A passkey as its owner sees it.';

create or replace function use_challenge(ledger uuid, challenge bytea, expires_at bigint) returns boolean language plpgsql as $$
begin
  -- An hour more than is needed, for clocks that do not agree.
  delete from used_challenges u where u.ledger_id = ledger and u.expires_at < clock_timestamp() - interval '1 hour';
  insert into used_challenges values (ledger, use_challenge.challenge, to_timestamp(use_challenge.expires_at)) on conflict do nothing;
  return found;
end
$$;
comment on function use_challenge is 'Marks a challenge as met; false: it was met before. expires_at: unix seconds.';

create or replace function api.create_passkey(ledger uuid, session uuid, challenge bytea, challenge_expires_at bigint, record jsonb,
  address text) returns api.answer language plpgsql security definer set search_path = debt, pg_temp as $$
declare
  most constant integer := 50;
  head ledger_head := open_ledger(ledger, session);
  p passkeys;
begin
  perform check_recent_sign_in(ledger, session);
  if not use_challenge(ledger, challenge, challenge_expires_at) then
    perform refuse_fields(array[field_error('credential.response.clientDataJSON', 'challenge', 'The challenge was used before: ask for another one.')]);
  end if;
  -- WebAuthn L3 §7.1 step 26. Another account's passkey of the same id does no harm: a passkey is looked for in the account that
  -- its user handle names, and nowhere else.
  if exists (select from passkeys o where o.ledger_id = ledger and o.credential_id = decode(record->>'credential_id', 'hex')) then
    perform refuse('LD007', 'This passkey is registered already.');
  end if;
  if (select count(*) from passkeys o where o.ledger_id = ledger) >= most then
    perform refuse('LD004', format('An account has at most %s passkeys: remove one first.', most));
  end if;
  insert into passkeys (ledger_id, id, name, credential_id, public_key, sign_count, backup_eligible, backed_up, transports)
  values (ledger, gen_random_uuid(), record->>'name', decode(record->>'credential_id', 'hex'), decode(record->>'public_key', 'hex'),
          (record->>'sign_count')::bigint, (record->>'backup_eligible')::boolean, (record->>'backed_up')::boolean,
          array(select jsonb_array_elements_text(record->'transports')))
  returning * into p;
  perform record_activity(ledger, 'passkey_added', session, head.device, address, null, p.name);
  return row(passkey_json(p), null, p.id, false, null)::api.answer;
end
$$;
comment on function api.create_passkey is
'Stores a passkey that a worker has verified. record: {name, credential_id, public_key (both in hexadecimal), sign_count, backup_eligible,
backed_up, transports}. challenge: what it has signed; it is then used.
LD001: the session has ended. LD004: the account has too many, or the session began too long ago. LD007: it is registered already. LD014: the challenge was used before.';
