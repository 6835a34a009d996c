create or replace function api.create_stream_ticket(ledger uuid, session uuid, hash bytea, seconds integer) returns api.answer
language plpgsql security definer set search_path = debt, pg_temp as $$
declare
  head ledger_head := read_ledger(ledger, session);
begin
  -- What was never used, and the oldest of what a client makes too many of.
  delete from stream_tickets t where t.ledger_id = ledger and (t.expires_at <= clock_timestamp() or t.hash in (
    select o.hash from stream_tickets o where o.ledger_id = ledger order by o.expires_at desc offset 99));
  insert into stream_tickets (ledger_id, hash, session_id, expires_at)
  values (ledger, create_stream_ticket.hash, session, clock_timestamp() + make_interval(secs => seconds));
  return null;
end
$$;
comment on function api.create_stream_ticket is
'Keeps a ticket, by its SHA-256, that opens one stream of this session within so many seconds. At most 100 a ledger wait to be used.
LD001: the session has ended.';
