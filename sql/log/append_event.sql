create or replace function append_event(head ledger_head, event_id uuid, event_type text, aggregate_type text, aggregate_id uuid,
  version bigint, data jsonb, comment text, made_at timestamptz default null) returns events language plpgsql as $$
declare
  e events;
begin
  e.ledger_id := head.ledger_id;
  e.seq := head.seq + 1;
  e.id := coalesce(event_id, new_id());
  e.type := event_type;
  e.aggregate_type := append_event.aggregate_type;
  e.aggregate_id := append_event.aggregate_id;
  e.version := append_event.version;
  e.data := canonical_json(data)::json;
  e.comment := append_event.comment;
  e.account_id := head.account_id;
  e.device := head.device;
  e.made_at := append_event.made_at;
  e.recorded_at := greatest(clock_timestamp(), head.recorded_at);
  e.hash := event_hash(head.hash, e);
  insert into events values (e.*);
  update ledgers l set head = e.seq, hash = e.hash, recorded_at = e.recorded_at where l.id = e.ledger_id;
  perform apply_event(e);
  return e;
end
$$;
comment on function append_event is
'Appends one event to a ledger that open_ledger has locked, folds it into the projections, and returns it.
event_id: NULL draws one. version: of the aggregate after this event. data: what the event says, defaults resolved.';
