create or replace function api.refuse_passkey_login(ledger uuid, credential_id bytea, device text, address text) returns api.answer
language plpgsql security definer set search_path = debt, pg_temp as $$
begin
  if exists (select from passkeys p where p.ledger_id = ledger and p.credential_id = refuse_passkey_login.credential_id) then
    perform record_activity(ledger, 'sign_in_failed', null, device, address, 'passkey');
  end if;
  return null;
end
$$;
comment on function api.refuse_passkey_login is
'Records a sign-in by a passkey of the account that was refused. Of one that it does not have nothing is recorded.';
