create or replace function offline_data(event_type text, data jsonb, fallback_date date) returns jsonb language sql stable as $$
  select case
    when event_type = 'TRANSACTION_CREATED' then
      jsonb_build_object('type', 'money', 'transaction_date', fallback_date) ||
      jsonb_strip_nulls(case when data->'settles' = '[]' then data - 'settles' else data end)
    when event_type = 'CONTACT_CREATED' then jsonb_strip_nulls(data)
    when data->'settles' = '[]' then data || '{"settles": null}'
    else data end;
$$;
comment on function offline_data is 'What an offline client''s event says, defaults resolved: the data of the event that is appended.';

create or replace function is_same_event(e events, event jsonb) returns boolean language plpgsql stable as $$
begin
  return e.type = event->>'type' and e.aggregate_id = (event->>'aggregate_id')::uuid
     and e.data::jsonb = offline_data(e.type, coalesce(nullif(event->'data', 'null'), '{}'), (e.data->>'transaction_date')::date)
     and e.comment is not distinct from event->>'comment'
     and e.made_at is not distinct from (event->>'made_at')::timestamptz;
end
$$;
comment on function is_same_event is 'Whether an event that a client sends is the one with its id that is in the log already.';

create or replace function is_known(ledger uuid, aggregate uuid) returns boolean language plpgsql stable as $$
begin
  return exists (select from events e where e.ledger_id = ledger and e.aggregate_id = aggregate);
end
$$;
comment on function is_known is 'Whether the log has ever heard of a contact or transaction.';

create or replace function unknown_id(ledger uuid, event jsonb) returns text language plpgsql stable as $$
declare
  says jsonb := coalesce(nullif(event->'data', 'null'), '{}');
  missing text;
begin
  if event->>'type' = 'EVENT_UNDONE' then
    return (select says->>'event_id' where not exists (
              select from events e where e.ledger_id = ledger and e.id = (says->>'event_id')::uuid));
  end if;
  select r.id into missing
    from (select event->>'aggregate_id' as id where event->>'type' not like '%\_CREATED'
          union all select says->>'contact_id' where says->>'contact_id' is not null
          union all select jsonb_array_elements_text(case jsonb_typeof(says->'settles') when 'array' then says->'settles' else '[]' end)) r
   where not is_known(ledger, r.id::uuid) limit 1;
  return missing;
end
$$;
comment on function unknown_id is 'An id that an event needs and that the log has never heard of; NULL: there is none. The event is blocked until it comes.';

create or replace function check_offline_event(ledger uuid, event jsonb, data jsonb) returns events language plpgsql stable as $$
declare
  id uuid := (event->>'aggregate_id')::uuid;
  target events;
  c contacts;
begin
  case event->>'type'
    when 'CONTACT_CREATED' then
      perform new_aggregate_id(ledger, jsonb_build_object('id', id));
    when 'TRANSACTION_CREATED' then
      perform new_aggregate_id(ledger, jsonb_build_object('id', id));
      perform check_kind(data);
      perform check_new_transaction(ledger, data);
    when 'CONTACT_UPDATED' then
      perform find_contact(ledger, id);
    when 'TRANSACTION_UPDATED' then
      perform check_changed_transaction(find_transaction(ledger, id), changed_fields(transaction_fields(find_transaction(ledger, id)), data));
    when 'CONTACT_DELETED' then
      c := find_contact(ledger, id);
      if not c.settled and not coalesce((data->>'with_transactions')::boolean, false) then
        perform refuse('LD008', 'There is something left to be settled with this contact.');
      end if;
    when 'TRANSACTION_DELETED' then
      perform find_transaction(ledger, id);
    when 'EVENT_UNDONE' then
      target := find_event(ledger, (data->>'event_id')::uuid);
      if target.aggregate_id <> id then
        perform refuse_fields(array[field_error('aggregate_id', 'mismatch', 'It must be that of the event to be undone.')]);
      end if;
  end case;
  return target;
end
$$;
comment on function check_offline_event is
'Whether an offline client''s event can be appended now; the same rules as for the requests that append one. Returns the event to be undone, if it
is an EVENT_UNDONE. LD008: the contact is not settled, and with_transactions is not true. Else raises what those requests raise.';

create or replace function event_result(id text, status text, seq bigint, version bigint, code text, detail text) returns jsonb
language sql stable as $$
  select jsonb_build_object('id', id, 'status', status, 'seq', seq, 'version', version, 'code', code, 'detail', detail);
$$;
comment on function event_result is 'What a client is told of one of its events.';

create or replace function unexpected(ledger uuid, event jsonb, version bigint) returns text language plpgsql stable as $$
declare
  transactions bigint;
begin
  if (event->>'expected_version')::bigint <> version then
    return 'It was changed meanwhile: its version is ' || version || '.';
  end if;
  if event->>'expected_transactions' is not null then
    transactions := transactions_version(ledger, (event->>'aggregate_id')::uuid);
    if (event->>'expected_transactions')::bigint <> transactions then
      return 'Its transactions were changed meanwhile: their versions add up to ' || transactions || '.';
    end if;
  end if;
  return null;
end
$$;
comment on function unexpected is 'What an event''s maker did not know of its aggregate, whose version is `version`, or of a contact''s transactions; NULL: nothing.';

create or replace function append_offline_event(inout head ledger_head, event jsonb, fault jsonb, out result jsonb) language plpgsql as $$
declare
  event_id uuid := (event->>'id')::uuid;
  e events;
  data jsonb;
  missing text;
  latest bigint;
  target events;
  state text;
  reason text;
begin
  select v.* into e from events v where v.ledger_id = head.ledger_id and v.id = event_id;
  if found and fault is null and is_same_event(e, event) then
    result := event_result(event->>'id', 'duplicate', e.seq, e.version, null, null);
    return;
  elsif found then
    result := event_result(event->>'id', 'rejected', null, null, 'idempotency_key_reused', 'Another event has this id.');
    return;
  elsif fault is not null then
    result := event_result(event->>'id', 'rejected', null, null, fault->>'code', 'Its data has fields that cannot be accepted.')
              || jsonb_build_object('errors', fault->'errors');
    return;
  end if;
  missing := unknown_id(head.ledger_id, event);
  if missing is not null then
    result := event_result(event->>'id', 'blocked', null, null, 'not_found', 'It needs ' || missing || ', which is not here yet.');
    return;
  end if;
  latest := coalesce(next_version(head.ledger_id, (event->>'aggregate_id')::uuid) - 1, 0);
  reason := unexpected(head.ledger_id, event, latest);
  if reason is not null then
    result := event_result(event->>'id', 'conflict', null, latest, 'version_mismatch', reason);
    return;
  end if;
  data := offline_data(event->>'type', coalesce(nullif(event->'data', 'null'), '{}'), utc_day(coalesce((event->>'made_at')::timestamptz, clock_timestamp())));
  begin
    target := check_offline_event(head.ledger_id, event, data);
    if target.id is not null then
      e := append_undo(head, event_id, target, event->>'comment', (event->>'made_at')::timestamptz);
    end if;
  exception when others then
    get stacked diagnostics state = returned_sqlstate, reason = message_text;
    if problem_code(state) is null then
      raise;
    end if;
    result := event_result(event->>'id', 'rejected', null, null, problem_code(state), reason);
    return;
  end;
  if target.id is null then
    e := append_event(head, event_id, event->>'type', lower(split_part(event->>'type', '_', 1)), (event->>'aggregate_id')::uuid, latest + 1, data,
                      event->>'comment', (event->>'made_at')::timestamptz);
  end if;
  head.seq := e.seq;
  head.hash := e.hash;
  head.recorded_at := e.recorded_at;
  result := event_result(event->>'id', 'accepted', e.seq, e.version, null, null);
end
$$;
comment on function append_offline_event is
'Appends one event of an offline client, or says why not. fault: what the worker found wrong with its data, {code, errors}, or NULL. head: where the ledger stands,
before and after.';
