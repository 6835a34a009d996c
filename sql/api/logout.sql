create or replace function api.logout(ledger uuid, session uuid) returns api.answer
language plpgsql security definer set search_path = debt, pg_temp as $$
begin
  update sessions s set ended_at = clock_timestamp() where s.ledger_id = ledger and s.id = session and s.ended_at is null;
  if not found then
    perform refuse('LD001', 'The session has ended. Sign in again.');
  end if;
  return null;
end
$$;
comment on function api.logout is
'Ends a session, its refresh tokens and its open streams.
LD001: it is not a living session of this ledger.';
