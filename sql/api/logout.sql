create or replace function api.logout(ledger uuid, session uuid, device text default null, address text default null) returns api.answer
language plpgsql security definer set search_path = debt, pg_temp as $$
begin
  if close_sessions(ledger, array[session], 'signed_out', session, device, address) = 0 then
    perform refuse('LD001', 'The session has ended. Sign in again.');
  end if;
  return null;
end
$$;
comment on function api.logout is
'Ends a session, its refresh tokens and its open streams.
LD001: it is not a living session of this ledger.';
