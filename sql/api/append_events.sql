create or replace function api.append_events(ledger uuid, session uuid, body jsonb, faults jsonb) returns api.answer
language plpgsql security definer set search_path = debt, pg_temp as $$
declare
  head ledger_head := open_ledger(ledger, session);
  item record;
  step record;
  results text[] := '{}';
begin
  if (body->>'epoch')::uuid <> head.epoch then
    perform refuse_diverged(head);
  end if;
  for item in select e.event, faults->((e.place - 1)::text) as fault from jsonb_array_elements(body->'events') with ordinality as e(event, place) loop
    select a.* into step from append_offline_event(head, item.event, item.fault) a;
    head := step.head;
    results := results || step.result::text;
  end loop;
  return row(left(sync_json(head), -1) || ',"results":[' || array_to_string(results, ',') || ']}', null, null, false, null)::api.answer;
end
$$;
comment on function api.append_events is
'Appends the events that a client made offline, in order, and says of each what became of it: accepted, duplicate, conflict, blocked, rejected. body:
{epoch?, events: [{id, type, aggregate_id, data, comment?, made_at?, expected_version?, expected_transactions?}, …]}. faults: for the place (from 0) of an
event whose form is wrong {code, errors}. Sending events again changes nothing. LD001: the session has ended. LD011: the epoch is another.';
