create or replace function api.list_summary_history(ledger uuid, session uuid, if_none_match text, query jsonb) returns api.answer
language plpgsql stable security definer set search_path = debt, pg_temp as $$
declare
  head ledger_head := read_ledger(ledger, session);
  today date := utc_day(clock_timestamp());
  wanted text := query->>'currency';
  step text := coalesce(query->>'interval', 'month');
  first date;
  last date;
  answer api.answer;
begin
  answer.etag := ledger_etag(head, today);
  if not_modified(if_none_match, answer.etag) then
    return answer;
  end if;
  last := coalesce((query->>'to')::date, today);
  -- Where nothing has changed until `last`, what there is comes later: then there are no points.
  first := coalesce((query->>'from')::date, (select min(c.day) from changes_by_day c where c.ledger_id = ledger and c.currency = wanted), last);
  if last - first > (case step when 'day' then 3660 when 'week' then 25620 else 109800 end) then
    perform refuse('LD017', 'Too many points.', jsonb_build_object('errors', jsonb_build_array(
      field_error('from', 'range', 'At most 3,660 points at a time: choose a later `from`, an earlier `to` or a longer interval.'))));
  end if;
  -- owed_to_me and owed_by_me are half the sum and half the difference of what the balances are without sign, and with it.
  answer.body := '[' || array_to_string(array(
    with points as (
      select g as start from generate_series(date_trunc(step, first::timestamp), last::timestamp, ('1 ' || step)::interval) g where first <= last
    ), changed as (
      -- What happened before the first point is in it.
      select date_trunc(step, greatest(c.day, first)::timestamp) as start, sum(c.gross) as gross, sum(c.net) as net
        from changes_by_day c where c.ledger_id = ledger and c.currency = wanted and c.day <= last group by 1
    ), stood as (
      select p.start, lead(p.start) over by_start as next,
             coalesce(sum(c.gross) over by_start, 0)::bigint as gross, coalesce(sum(c.net) over by_start, 0)::bigint as net
        from points p left join changed c on c.start = p.start window by_start as (order by p.start rows unbounded preceding)
    )
    select '{"date":' || to_json(coalesce(s.next::date - 1, last))::text || ',"net":' || s.net || ',"owed_to_me":' || (s.gross + s.net) / 2 ||
           ',"owed_by_me":' || (s.gross - s.net) / 2 || '}' from stood s order by s.start), ',') || ']';
  return answer;
end
$$;
comment on function api.list_summary_history is
'How one currency stood at the end of each day, week (Monday to Sunday) or month, by transaction_date; the last point is `to`. query: {currency, interval?:
day, week, month (default), from? (default: the first transaction), to? (default: today)}; at most 3,660 points.
LD001: the session has ended. LD017: too many points.';
