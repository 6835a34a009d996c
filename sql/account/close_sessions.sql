create or replace function close_sessions(ledger uuid, ids uuid[], kind text, at_session uuid, device text, address text) returns integer
language plpgsql as $$
declare
  ended sessions;
  count integer := 0;
begin
  for ended in update sessions s set ended_at = clock_timestamp()
                where s.ledger_id = ledger and s.id = any (ids) and s.ended_at is null returning s.* loop
    perform record_activity(ledger, kind, ended.id, close_sessions.device, close_sessions.address, null,
                            case when ended.id is distinct from at_session then ended.device end);
    count := count + 1;
  end loop;
  return count;
end
$$;
comment on function close_sessions is
'Ends sessions, their refresh tokens and their open streams, and records it. Returns how many lived.
at_session: the one that asks for it, on `device` at `address`; NULL: none of the account''s, the operator.';

create or replace function other_sessions(ledger uuid, session uuid) returns uuid[] language sql stable as $$
  select array_agg(s.id) from sessions s where s.ledger_id = ledger and s.id is distinct from session and s.ended_at is null;
$$;
comment on function other_sessions is 'All living sessions of a ledger but this one (NULL: all of them); NULL: there is none.';
