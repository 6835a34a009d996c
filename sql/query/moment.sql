create or replace function moment(head ledger_head, at text) returns bigint language plpgsql stable as $$
declare
  instant timestamptz;
  low bigint := 0;
  high bigint := head.seq;
  middle bigint;
begin
  if at ~ '^[0-9]{1,18}$' then
    if at::bigint > head.seq then
      perform refuse('LD017', 'The ledger has not come so far: `at` is beyond its newest event.', jsonb_build_object('errors',
        jsonb_build_array(field_error('at', 'range', 'The newest event is number ' || head.seq || '.'))));
    end if;
    return at::bigint;
  end if;
  instant := at::timestamptz;
  while low < high loop
    middle := (low + high + 1) / 2;
    if (select e.recorded_at from events e where e.ledger_id = head.ledger_id and e.seq = middle) <= instant then
      low := middle;
    else
      high := middle - 1;
    end if;
  end loop;
  return low;
end
$$;
comment on function moment is
'The seq that `at` means: itself, or that of the last event recorded until the instant (0: before the first). recorded_at never
decreases with seq, so a binary search over the primary key finds it.
LD017: a seq beyond the newest event.';

create or replace function day_of_moment(head ledger_head, at text, seq bigint) returns date language sql stable as $$
  select utc_day(case when at ~ '^[0-9]{1,18}$'
                      then coalesce((select e.recorded_at from events e where e.ledger_id = head.ledger_id and e.seq = day_of_moment.seq), clock_timestamp())
                      else least(at::timestamptz, clock_timestamp()) end);
$$;
comment on function day_of_moment is
'The `today` of a ledger looked back at: the day of the instant that `at` names (of an instant to come: today), or the day on which the event that it names was recorded.';
