create or replace function api.passkey_login(ledger uuid, credential_id bytea, out account uuid, out public_key text, out sign_count bigint,
  out backup_eligible boolean) returns setof record language sql stable security definer set search_path = debt, pg_temp as $$
  select a.id, base64url(p.public_key), p.sign_count, p.backup_eligible
    from passkeys p join accounts a on a.ledger_id = p.ledger_id join ledgers l on l.id = p.ledger_id
   where p.ledger_id = passkey_login.ledger and p.credential_id = passkey_login.credential_id and a.disabled_at is null and l.erased_at is null;
$$;
comment on function api.passkey_login is
'What a sign-in by passkey is checked against. public_key: base64url of the COSE_Key.
No row: the ledger has no such passkey, or its account is disabled.';
