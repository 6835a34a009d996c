create or replace function api.delete_passkey(ledger uuid, session uuid, id uuid, address text) returns api.answer
language plpgsql security definer set search_path = debt, pg_temp as $$
declare
  head ledger_head := open_ledger(ledger, session);
begin
  perform check_recent_sign_in(ledger, session);
  if not exists (select from passkeys p where p.ledger_id = ledger and p.id = delete_passkey.id) then
    perform refuse('LD006', 'There is no such passkey.');
  end if;
  if exists (select from accounts a where a.id = head.account_id and a.password_hash is null)
     and not exists (select from passkeys p where p.ledger_id = ledger and p.id <> delete_passkey.id) then
    perform refuse('LD004', 'The account has no password, so its last passkey is the only way in: register another one first.');
  end if;
  perform record_activity(ledger, 'passkey_removed', session, head.device, address, null, p.name)
     from passkeys p where p.ledger_id = ledger and p.id = delete_passkey.id;
  delete from passkeys p where p.ledger_id = ledger and p.id = delete_passkey.id;
  return null;
end
$$;
comment on function api.delete_passkey is
'Removes a passkey: it signs nobody in any more. Sessions that it began go on.
LD001: the session has ended. LD004: it is the only way into the account, or the session began too long ago. LD006: there is none.';
