create or replace function api.get_summary(ledger uuid, session uuid, if_none_match text, query jsonb) returns api.answer
language plpgsql stable security definer set search_path = debt, pg_temp as $$
declare
  head ledger_head := read_ledger(ledger, session);
  today date := utc_day(clock_timestamp());
  seq bigint := head.seq;
  answer api.answer;
begin
  answer.etag := ledger_etag(head, today);
  if not_modified(if_none_match, answer.etag) then
    return answer;
  end if;
  if query ? 'on' then
    today := query->>'on';
  elsif query ? 'at' then
    seq := moment(head, query->>'at');
    today := day_of_moment(head, query->>'at', seq);
  end if;
  execute format($query$
    with people as %4$s (select * from %1$s), debts as %4$s (select * from %2$s), money as %4$s (select * from %3$s)
    select '{"contacts":' || (select count(*) from people where ledger_id = $1) ||
           ',"transactions":' || (%5$s) ||
           ',"totals":[' || coalesce((select string_agg(t.json, ',' order by t.currency) from (
               select b.currency, '{"currency":"' || b.currency || '","owed_to_me":' || coalesce(sum(b.amount) filter (where b.amount > 0), 0) ||
                      ',"owed_by_me":' || coalesce(-sum(b.amount) filter (where b.amount < 0), 0) || ',"net":' || sum(b.amount) || '}' as json
                 from money b where b.ledger_id = $1 group by b.currency) t), '') ||
           '],"items":{' || (select '"lent":' || coalesce(sum(d.outstanding) filter (where d.direction = 'lent'), 0) ||
                                   ',"owed":' || coalesce(sum(d.outstanding) filter (where d.direction = 'owed'), 0)
                               from debts d where d.ledger_id = $1 and d.type = 'item' and d.outstanding > 0) ||
           '},"overdue":[' || coalesce((select string_agg(render_transaction(d.*, $3), ',' order by d.due_date, d.created_seq) from (
               select * from debts where ledger_id = $1 and outstanding > 0 and due_date < $3 order by due_date, created_seq limit 100) d), '') ||
           '],"due_soon":[' || coalesce((select string_agg(render_transaction(d.*, $3), ',' order by d.due_date, d.created_seq) from (
               select * from debts where ledger_id = $1 and outstanding > 0 and due_date between $3 and $3 + 7 order by due_date, created_seq limit 100) d), '') ||
           ']}'
  $query$,
    case when query ? 'at' then 'contacts_at($1, $2)' else 'contacts where ledger_id = $1' end,
    case when query ? 'on' then 'transactions_on($1, $3)' when query ? 'at' then 'transactions_at($1, $2)' else 'transactions where ledger_id = $1' end,
    case when query ? 'on' then 'balances_on($1, $3)' when query ? 'at' then 'balances_at($1, $2)' else 'balances where ledger_id = $1' end,
    -- What holds now is found by indexes, each part by its own; what held then is made once.
    case when query ?| '{on,at}' then 'materialized' else 'not materialized' end,
    case when query ?| '{on,at}' then 'select count(*) from debts' else 'select coalesce(sum(g.transactions), 0) from gross_amounts g where g.ledger_id = $1' end)
    into answer.body using ledger, seq, today;
  return answer;
end
$$;
comment on function api.get_summary is
'The whole ledger at a glance: counts; per currency what contacts owe me, what I owe contacts, and the difference; items; what is overdue and what is
due within seven days (at most 100 each, the oldest first). query: {at?, on?}.
LD001: the session has ended. LD017: `at` is beyond the newest event.';
