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
  first := coalesce((query->>'from')::date, (select min(t.transaction_date) from transactions t where t.ledger_id = ledger and t.currency = wanted), last);
  if last - first > (case step when 'day' then 3660 when 'week' then 25620 else 109800 end) then
    perform refuse('LD017', 'Too many points.', jsonb_build_object('errors', jsonb_build_array(
      field_error('from', 'range', 'At most 3,660 points at a time: choose a later `from`, an earlier `to` or a longer interval.'))));
  end if;
  -- owed_to_me and owed_by_me are half the sum and half the difference of what the balances are without sign, and with it. Within a day the
  -- changes add up to that of the day, in any order. The live amounts of a currency add up to less than 2^53 (gross_amounts): float8 sums them
  -- exactly, in half the time of numeric.
  with moved as (
    select t.contact_id, t.transaction_date as day, signed_amount(t)::float8 as amount
      from transactions t where t.ledger_id = ledger and t.currency = wanted and t.transaction_date <= last
  ), stood as (
    select m.day, m.amount, sum(m.amount) over (partition by m.contact_id order by m.day rows unbounded preceding) as balance from moved m
  ), changed as (
    select s.day, sum(abs(s.balance) - abs(s.balance - s.amount))::bigint as gross, sum(s.amount)::bigint as net from stood s group by s.day
  ), points as (
    select least((date_trunc(step, g) + ('1 ' || step)::interval)::date - 1, last) as day
      from generate_series(date_trunc(step, first::timestamp), last::timestamp, ('1 ' || step)::interval) g where first <= last
  ), placed as (
    -- What happened before the first point is in it.
    select least((date_trunc(step, greatest(c.day, first)::timestamp) + ('1 ' || step)::interval)::date - 1, last) as day, c.gross, c.net from changed c
  ), summed as (
    select p.day, coalesce(sum(c.gross), 0) as gross, coalesce(sum(c.net), 0) as net from points p left join placed c on c.day = p.day group by p.day
  ), running as (
    select s.day, (sum(s.gross) over (order by s.day))::bigint as gross, (sum(s.net) over (order by s.day))::bigint as net from summed s
  )
  select '[' || coalesce(string_agg('{"date":"' || to_char(r.day, 'YYYY-MM-DD') || '","net":' || r.net || ',"owed_to_me":' || (r.gross + r.net) / 2 ||
                                    ',"owed_by_me":' || (r.gross - r.net) / 2 || '}', ',' order by r.day), '') || ']'
    into answer.body from running r;
  return answer;
end
$$;
comment on function api.list_summary_history is
'How one currency stood at the end of each day, week (Monday to Sunday) or month, by transaction_date; the last point is `to`. query: {currency, interval?:
day, week, month (default), from? (default: the first transaction), to? (default: today)}; at most 3,660 points.
LD001: the session has ended. LD017: too many points.';
