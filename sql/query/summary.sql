create or replace function summary_statement(people text, debts text, money text, transactions text default 'select count(*) from debts',
  held text default 'materialized') returns text language sql immutable as $$
  select format($query$
    with people as %5$s (select * from %1$s), debts as %5$s (select * from %2$s), money as %5$s (select * from %3$s)
    select '{"contacts":' || (select count(*) from people where ledger_id = $1) ||
           ',"transactions":' || (%4$s) ||
           ',"totals":[' || coalesce((select string_agg(t.json, ',' order by t.currency) from (
               select b.currency, '{"currency":"' || b.currency || '","owed_to_me":' || coalesce(sum(b.amount) filter (where b.amount > 0), 0) ||
                      ',"owed_by_me":' || coalesce(-sum(b.amount) filter (where b.amount < 0), 0) || ',"net":' || sum(b.amount) || '}' as json
                 from money b where b.ledger_id = $1 group by b.currency) t), '') ||
           '],"items":{' || (select '"lent":' || coalesce(sum(d.outstanding) filter (where d.direction = 'lent'), 0) ||
                                   ',"owed":' || coalesce(sum(d.outstanding) filter (where d.direction = 'owed'), 0)
                               from debts d where d.ledger_id = $1 and d.type = 'item' and d.outstanding > 0) ||
           '},"overdue":[' || coalesce((select string_agg(render_transaction(d.*, $2), ',' order by d.due_date, d.created_seq) from (
               select * from debts where ledger_id = $1 and outstanding > 0 and due_date < $2 order by due_date, created_seq limit 100) d), '') ||
           '],"due_soon":[' || coalesce((select string_agg(render_transaction(d.*, $2), ',' order by d.due_date, d.created_seq) from (
               select * from debts where ledger_id = $1 and outstanding > 0 and due_date between $2 and $2 + 7 order by due_date, created_seq limit 100) d), '') ||
           ']}'
  $query$, people, debts, money, transactions, held);
$$;
comment on function summary_statement is
'The statement that makes the overview of a ledger ($1) on a day ($2) of contacts, transactions and balances that `people`, `debts` and `money` name or
find ($3: a seq); `transactions` counts these. held: `materialized` (each is found once, as what held then must be)
or `not materialized` (each part is found by its own index).';

-- Made here once, as a function, so that PostgreSQL keeps its plan: planning takes about as long as finding and rendering.
do $$ begin
  execute format('create or replace function summary_now(uuid, date) returns text language plpgsql stable as %L',
    'begin return (' ||
    summary_statement('contacts', 'transactions', 'balances', 'select coalesce(sum(g.transactions), 0) from gross_amounts g where g.ledger_id = $1', 'not materialized') ||
    '); end');
end $$;
comment on function summary_now is 'The overview of a ledger as it is now, on the day that is today.';
