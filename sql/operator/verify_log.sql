create or replace function operator.verify_log(ledger uuid) returns setof text language plpgsql stable security definer set search_path = debt, pg_temp as $$
declare
  l ledgers;
  e events;
  expected_seq bigint := 0;
  previous bytea := decode(repeat('00', 32), 'hex');
  recorded timestamptz := '-infinity';
begin
  select o.* into strict l from ledgers o where o.id = ledger;
  for e in select v.* from events v where v.ledger_id = ledger order by v.seq loop
    expected_seq := expected_seq + 1;
    if e.seq <> expected_seq then
      return next format('event %s: is missing; the next one there is %s', expected_seq, e.seq);
      return;
    end if;
    if e.hash <> event_hash(previous, e) then
      return next format('event %s (%s): its hash does not follow from its content and the hash before', e.seq, e.id);
      return;
    end if;
    if e.recorded_at < recorded then
      return next format('event %s (%s): recorded before the one before it', e.seq, e.id);
    end if;
    previous := e.hash;
    recorded := e.recorded_at;
  end loop;
  if l.head <> expected_seq or l.hash <> previous or l.recorded_at <> recorded then
    return next format('the ledger stands at event %s, but its last event is %s, or has another hash or time', l.head, expected_seq);
  end if;
  return query
    select format('%s %s: its versions are not 1, 2, 3 … in the order of its events', v.aggregate_type, v.aggregate_id)
      from (select o.aggregate_type, o.aggregate_id, o.version, row_number() over (partition by o.aggregate_id order by o.seq) as expected
              from events o where o.ledger_id = ledger) v
     where v.version <> v.expected;
end
$$;
comment on function operator.verify_log is
'What is wrong with a ledger''s events: gaps, the hash chain (the first broken event), times, versions. No row: nothing.';
