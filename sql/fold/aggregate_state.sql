do $$
begin
  if to_regtype('debt.aggregate_state') is null then
    create type aggregate_state as (data jsonb, created_seq bigint, created_at timestamptz, version bigint, updated_at timestamptz);
  end if;
end
$$;
comment on type aggregate_state is
'What the events that stand say of a contact or transaction: data, its fields without NULLs (NULL: it is not there), and its creation.
version and updated_at: of its newest event, whether that stands or not.';

create or replace function undone_events(ledger uuid, aggregate uuid, until bigint) returns uuid[] language plpgsql stable as $$
declare
  e record;
  undone uuid[] := '{}';
begin
  -- From the newest back: whoever undoes an event comes after it, so it is known by then whether that undo stands.
  for e in
    select v.id, (v.data->>'event_id')::uuid as target from events v
     where v.ledger_id = ledger and v.aggregate_id = aggregate and v.seq <= until and v.type = 'EVENT_UNDONE' order by v.version desc
  loop
    if e.id <> all (undone) then
      undone := undone || e.target;
    end if;
  end loop;
  return undone;
end
$$;
comment on function undone_events is 'The ids of those events of an aggregate, up to seq `until`, that are undone by an undo that stands.';

create or replace function effective_events(ledger uuid, aggregate uuid, until bigint) returns setof events language plpgsql stable as $$
declare
  undone uuid[] := undone_events(ledger, aggregate, until);
begin
  return query
    select v.* from events v
     where v.ledger_id = ledger and v.aggregate_id = aggregate and v.seq <= until and v.type <> 'EVENT_UNDONE' and v.id <> all (undone)
     order by v.version;
end
$$;
comment on function effective_events is
'The events of an aggregate, up to seq `until`, that stand: neither undone, nor themselves undos. Ascending.';

create or replace function aggregate_state(ledger uuid, aggregate uuid, until bigint) returns aggregate_state language plpgsql stable as $$
declare
  e events;
  state aggregate_state;
begin
  for e in select * from effective_events(ledger, aggregate, until) loop
    case split_part(e.type, '_', 2)
      when 'CREATED' then
        state.data := e.data;
        state.created_seq := e.seq;
        state.created_at := e.recorded_at;
      when 'UPDATED' then
        state.data := jsonb_strip_nulls(state.data || e.data::jsonb);
      when 'DELETED' then
        state.data := null;
    end case;
  end loop;
  select v.version, v.recorded_at into state.version, state.updated_at
    from events v where v.ledger_id = ledger and v.aggregate_id = aggregate and v.seq <= until order by v.version desc limit 1;
  return state;
end
$$;
comment on function aggregate_state is 'A contact or transaction as the events up to seq `until` make it.';
