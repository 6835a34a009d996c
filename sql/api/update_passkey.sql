create or replace function api.update_passkey(ledger uuid, session uuid, body jsonb, id uuid, address text) returns api.answer
language plpgsql security definer set search_path = debt, pg_temp as $$
declare
  head ledger_head := open_ledger(ledger, session);
  p passkeys;
begin
  update passkeys o set name = body->>'name' where o.ledger_id = ledger and o.id = update_passkey.id returning * into p;
  if not found then
    perform refuse('LD006', 'There is no such passkey.');
  end if;
  perform record_activity(ledger, 'passkey_renamed', session, head.device, address, null, p.name);
  return row(passkey_json(p), null, p.id, false, null)::api.answer;
end
$$;
comment on function api.update_passkey is
'Renames a passkey. body: {name}.
LD001: the session has ended. LD006: there is none.';
