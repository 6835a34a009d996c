create or replace function event_answer(e events, replayed boolean) returns api.answer language sql stable as $$
  select row(event_json(e), null, e.id, replayed, null)::api.answer;
$$;
comment on function event_answer is 'The answer that shows an event.';

create or replace function api.undo_event(ledger uuid, session uuid, key uuid, body jsonb, id uuid, if_match bigint) returns api.answer
language plpgsql security definer set search_path = debt, pg_temp as $$
declare
  head ledger_head := open_ledger(ledger, session);
  request bytea;
begin
  if key is not null then
    request := request_hash('undo_event', id, body);
    if replayed_seq(ledger, key, request) is not null then
      return event_answer(find_event(ledger, key), true);
    end if;
    perform remember_request(ledger, key, request);
  end if;
  return event_answer(append_undo(head, key, find_event(ledger, id), body->>'comment'), false);
end
$$;
comment on function api.undo_event is
'Undoes an event: from now on everything but versions and updated_at is as if it had not been. Undoing an undo redoes. body: {comment?}; of the
answer: the EVENT_UNDONE. if_match is not looked at.
LD001: the session has ended. LD006: there is no such event. LD010: it cannot be undone, saying why. LD016: the key was used for another request.';
