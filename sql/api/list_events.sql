create or replace function api.list_events(ledger uuid, session uuid, if_none_match text, query jsonb) returns api.answer
language plpgsql stable security definer set search_path = debt, pg_temp as $$
declare
  head ledger_head := read_ledger(ledger, session);
  after bigint := coalesce((query->>'after')::bigint, 0);
  answer api.answer;
begin
  if after > head.seq or (query->>'epoch')::uuid <> head.epoch then
    perform refuse_diverged(head);
  end if;
  answer.etag := ledger_etag(head);
  if not_modified(if_none_match, answer.etag) then
    return answer;
  end if;
  select left(sync_json(head), -1) || ',"events":[' || coalesce(string_agg(p.json, ',' order by p.seq), '') || ']}' into answer.body
    from (select e.seq, event_json(e) as json from events e where e.ledger_id = ledger and e.seq > after
           order by e.seq limit (select coalesce((query->>'limit')::bigint, 100))) p;  -- hidden from the planner: see api.list_contacts
  return answer;
end
$$;
comment on function api.list_events is
'The log from `after` on, ascending, without a gap. query: {after?: seq (default 0), limit?, epoch?}.
LD001: the session has ended. LD011: `after` is beyond the head, or the epoch is another.';
