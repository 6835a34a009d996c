create or replace function api.refresh_session(ledger uuid, session uuid, generation integer, presented_hash bytea, next_hash bytea,
  ttl_days integer, address text default null, session_days integer default null, out next_generation integer, out account text,
  out refresh_hash text) language plpgsql security definer set search_path = debt, pg_temp as $$
declare
  s sessions;
  moment constant timestamptz := clock_timestamp();
begin
  select o.* into s from sessions o join accounts a on a.id = o.account_id
   where o.ledger_id = ledger and o.id = session and o.ended_at is null and a.disabled_at is null
     and coalesce(o.started_at + make_interval(days => session_days) > moment, true) for update of o;
  if found and generation = s.refresh_generation and presented_hash = s.refresh_hash
     and s.rotated_at + make_interval(days => ttl_days) > moment then
    update sessions o set refresh_generation = s.refresh_generation + 1, previous_hash = s.refresh_hash, refresh_hash = next_hash,
           rotated_at = moment, last_used_at = moment,
           address = coalesce(left(refresh_session.address, 64), s.address)
     where o.ledger_id = ledger and o.id = session;
    next_generation := s.refresh_generation + 1;
  elsif found and generation = s.refresh_generation - 1 and presented_hash = s.previous_hash
        and s.rotated_at + interval '30 seconds' > moment then
    next_generation := s.refresh_generation;
  else
    next_generation := null;
    -- An older token of this family is in somebody else's hands (RFC 9700 §4.14.2): the family ends.
    if generation < s.refresh_generation then
      perform close_sessions(ledger, array[session], 'token_reused', session, s.device, address);
    end if;
    return;
  end if;
  select '\x' || encode(o.refresh_hash, 'hex') into refresh_hash from sessions o where o.ledger_id = ledger and o.id = session;
  select account_json(a.*) into account from accounts a where a.id = s.account_id;
end
$$;
comment on function api.refresh_session is
'Rotates a refresh token that the worker has authenticated by its MAC. ttl_days: how long it is good; session_days: how long the session may be
refreshed at all; NULL: without end. next_hash: SHA-256 of the token of generation + 1.
refresh_hash: of the token to hand out: it may have been made under another key than todays. next_generation: the one whose token to hand out; the token just replaced gives the same successor for 30 s, so that a device that
lost the reply is not signed out. NULL: refused (ended, expired, or an older token, which ends the session).';
