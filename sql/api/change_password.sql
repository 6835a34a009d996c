create or replace function api.change_password(ledger uuid, session uuid, old_hash text, new_hash text, device text, address text) returns api.answer
language plpgsql security definer set search_path = debt, pg_temp as $$
declare
  head ledger_head := read_ledger(ledger, session);
begin
  update accounts a set password_hash = new_hash where a.id = head.account_id and a.password_hash = old_hash;
  if not found then
    perform refuse('LD002', 'The password was changed meanwhile.');
  end if;
  perform close_sessions(ledger, other_sessions(ledger, session), 'session_ended', session, device, address);
  perform record_activity(ledger, 'password_changed', session, device, address);
  return null;
end
$$;
comment on function api.change_password is
'Replaces the password of which a worker has verified old_hash, and ends all other sessions.
LD001: the session has ended. LD002: the password has another hash by now.';
