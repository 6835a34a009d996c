create or replace function relay.read_events(ledger uuid, after bigint, page integer, out seq bigint, out event text) returns setof record
language sql stable security definer set search_path = debt, pg_temp as $$
  select e.seq, event_json(e) from events e where e.ledger_id = ledger and e.seq > after order by e.seq limit page;
$$;
comment on function relay.read_events is 'The next events of a ledger, at most `page`, ascending, as clients see them.';
