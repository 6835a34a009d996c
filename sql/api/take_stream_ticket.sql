create or replace function api.take_stream_ticket(ledger uuid, hash bytea, out session uuid) returns setof uuid
language sql security definer set search_path = debt, pg_temp as $$
  delete from stream_tickets t
   where t.ledger_id = take_stream_ticket.ledger and t.hash = take_stream_ticket.hash and t.expires_at > clock_timestamp()
  returning t.session_id;
$$;
comment on function api.take_stream_ticket is
'Uses a ticket up: of two who show it at once one gets the session. No row: it was used, has expired, or is none.';
