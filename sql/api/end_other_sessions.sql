create or replace function api.end_other_sessions(ledger uuid, session uuid, device text, address text) returns api.answer
language plpgsql security definer set search_path = debt, pg_temp as $$
declare
  head ledger_head := read_ledger(ledger, session);
begin
  perform close_sessions(ledger, other_sessions(ledger, session), 'session_ended', session, device, address);
  return null;
end
$$;
comment on function api.end_other_sessions is
'Ends all sessions of the ledger but the caller''s.
LD001: the caller''s session has ended.';
