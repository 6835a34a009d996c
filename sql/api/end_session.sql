create or replace function api.end_session(ledger uuid, session uuid, id uuid, device text, address text) returns api.answer
language plpgsql security definer set search_path = debt, pg_temp as $$
declare
  head ledger_head := read_ledger(ledger, session);
begin
  if close_sessions(ledger, array[id], 'session_ended', session, device, address) = 0 then
    perform refuse('LD006', 'There is no such session, or it has ended.');
  end if;
  return null;
end
$$;
comment on function api.end_session is
'Ends one session of the same ledger, which may be the caller''s own.
LD001: the caller''s session has ended. LD006: there is no such living session.';
