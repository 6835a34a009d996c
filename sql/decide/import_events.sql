create or replace function imported_event(ledger uuid, said jsonb) returns events language plpgsql stable as $$
declare
  e events;
begin
  e.ledger_id := ledger;
  e.seq := said->>'seq';
  e.id := said->>'id';
  e.type := said->>'type';
  e.aggregate_type := said->>'aggregate_type';
  e.aggregate_id := said->>'aggregate_id';
  e.version := said->>'version';
  e.data := canonical_json(said->'data')::json;
  e.comment := said->>'comment';
  e.account_id := said#>>'{actor,account_id}';
  e.device := said#>>'{actor,device}';
  e.made_at := said->>'made_at';
  e.recorded_at := said->>'recorded_at';
  e.hash := decode(said->>'hash', 'hex');
  return e;
end
$$;
comment on function imported_event is 'The event that a client has seen as `said`.';

create or replace function refuse_event(reason text) returns void language plpgsql as $$
begin
  perform refuse('LD014', reason);
end
$$;
comment on function refuse_event is 'Raises LD014 (invalid_field); import_events says which event it is.';

create or replace function check_imported_event(head ledger_head, e events) returns void language plpgsql stable as $$
begin
  if e.seq is distinct from head.seq + 1 then
    perform refuse_event('It must be number ' || head.seq + 1 || '.');
  elsif e.hash is distinct from event_hash(head.hash, e) then
    perform refuse_event('Its hash does not follow from its content and the hash before.');
  elsif e.recorded_at < head.recorded_at or e.recorded_at > clock_timestamp() + interval '5 minutes' then
    perform refuse_event('It was recorded before the one before it, or will be in the future.');
  elsif e.version is distinct from coalesce(next_version(e.ledger_id, e.aggregate_id), 1) then
    perform refuse_event('Its version does not follow from the events before.');
  elsif e.type <> 'EVENT_UNDONE' and e.aggregate_type is distinct from lower(split_part(e.type, '_', 1)) then
    perform refuse_event('Its aggregate_type is not that of its type.');
  end if;
end
$$;
comment on function check_imported_event is 'LD014 (invalid_field): the event does not continue the chain.';

create or replace function import_event(inout head ledger_head, said jsonb) language plpgsql as $$
declare
  e events := imported_event(head.ledger_id, said);
  target events;
begin
  perform check_imported_event(head, e);
  target := check_offline_event(head.ledger_id, said, e.data::jsonb);
  if target.id is not null then
    if e.aggregate_type is distinct from target.aggregate_type then
      perform refuse_event('Its aggregate_type is not that of the event that it undoes.');
    end if;
    perform check_undo(target);
  end if;
  insert into events values (e.*);
  perform apply_event(e);
  perform check_form(e);
  if target.id is not null then
    perform check_undone(target);
  end if;
  head.seq := e.seq;
  head.hash := e.hash;
  head.recorded_at := e.recorded_at;
end
$$;
comment on function import_event is 'Appends an event as it was exported, if it continues the chain and the rules allow it. head: where the ledger stands, before and after.';

create or replace function import_events(inout head ledger_head, said jsonb) language plpgsql as $$
declare
  event jsonb;
  state text;
  reason text;
begin
  for event in select v.value from jsonb_array_elements(said) v loop
    head := import_event(head, event);
  end loop;
  update ledgers l set head = import_events.head.seq, hash = import_events.head.hash, recorded_at = import_events.head.recorded_at
   where l.id = import_events.head.ledger_id;
exception when others then
  get stacked diagnostics state = returned_sqlstate, reason = message_text;
  if problem_code(state) is null and state !~ '^2[23]' then
    raise;
  end if;
  -- What PostgreSQL itself says of a value is for nobody's eyes.
  reason := case when problem_code(state) is null then 'It has a value that cannot be.' else reason end;
  perform refuse('LD014', 'Event ' || head.seq + 1 || ' of the file cannot be taken: ' || reason, jsonb_build_object('errors', jsonb_build_array(
    field_error('events[' || head.seq || ']', coalesce(problem_code(state), 'invalid_field'), reason))));
end
$$;
comment on function import_events is
'Appends exported events to a ledger that is locked. said: the array of them as clients see events.
LD014 (invalid_field), naming the first event that breaks the chain or a rule; then nothing has happened.';

create or replace function import_file(head ledger_head, file jsonb) returns ledger_head language plpgsql as $$
declare
  last jsonb := file->'events'->-1;
begin
  if jsonb_typeof(file->'events') is distinct from 'array' then
    perform refuse_fields(array[field_error('events', 'required', 'Must be the array of the events.')]);
  elsif file->>'format' is distinct from 'debt-tracker' or file->>'version' is distinct from '1' then
    perform refuse_fields(array[field_error('format', 'choice', 'This is not an export of version 1.')]);
  elsif file ? 'head' and coalesce(last->>'seq', '0') is distinct from file->>'head' then
    perform refuse_fields(array[field_error('head', 'mismatch', 'The last event must be number ' || (file->>'head') || ': the file is not whole.')]);
  elsif exists (select from jsonb_each(case jsonb_typeof(file->'settings') when 'object' then file->'settings' else '{}' end) s
                 where s.key not in ('default_currency', 'locale', 'theme', 'direction_colors') or s.value::text !~ '^(null|"[A-Za-z_-]{1,20}")$') then
    perform refuse_fields(array[field_error('settings', 'choice', 'There are settings that cannot be.')]);
  end if;
  head := import_events(head, file->'events');
  if jsonb_typeof(file->'settings') = 'object' then
    perform put_settings(head.ledger_id, (select s from settings s where s.ledger_id = head.ledger_id), file->'settings');
  end if;
  return head;
end
$$;
comment on function import_file is
'Takes an exported file into a ledger that is locked and has no event, and returns where it then stands. contacts and transactions are not looked at: they
follow from the events. LD014 (invalid_field), naming what is wrong.';
