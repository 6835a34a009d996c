create or replace function api.refuse_password(ledger uuid, session uuid, device text, address text) returns api.answer
language plpgsql security definer set search_path = debt, pg_temp as $$
declare
  head ledger_head := read_ledger(ledger, session);
begin
  perform note_failure(a.username, refuse_password.address, ledger, session) from accounts a where a.id = head.account_id;
  perform record_activity(ledger, 'password_failed', session, device, address);
  return null;
end
$$;
comment on function api.refuse_password is
'Counts and records that somebody signed in did not know the password that is to be changed.
LD001: the session has ended.';
