-- The invariant: for each contact and currency the balance is the signed sum of what is outstanding.
begin;
select plan(8);
\getenv seed DEBT_SEED
\if :{?seed}
\else
\set seed 0.73
\endif
select diag('DEBT_SEED=' || :seed);
select setseed(:seed) \g /dev/null
select sign_up('ada');
select grow(1000);

create temporary table signed as
  select t.*, case t.direction when 'lent' then t.outstanding else -t.outstanding end as signed from transactions t where t.ledger_id = ledger();

select cmp_ok((select count(*) from settlements where ledger_id = ledger() and amount > 0), '>', 200::bigint, 'many debts were settled');
select results_eq(
  $$select contact_id, currency, sum(signed)::bigint from signed where type = 'money' group by 1, 2 having sum(signed) <> 0 order by 1, 2$$,
  $$select contact_id, currency, amount from balances where ledger_id = ledger() order by 1, 2$$, 'balances = signed sums of outstanding amounts');
select results_eq(
  $$select id, items_lent::bigint, items_owed::bigint from contacts where ledger_id = ledger() order by id$$,
  $$select c.id, coalesce(sum(t.outstanding) filter (where t.direction = 'lent'), 0)::bigint, coalesce(sum(t.outstanding) filter (where t.direction = 'owed'), 0)::bigint
      from contacts c left join transactions t on t.ledger_id = c.ledger_id and t.contact_id = c.id and t.type = 'item'
     where c.ledger_id = ledger() group by c.id order by c.id$$, 'items in either hand = sums of outstanding items');
select results_eq(
  $$select t.id, t.amount - t.outstanding from transactions t where t.ledger_id = ledger() order by t.id$$,
  $$select t.id, coalesce(sum(s.amount), 0)::bigint from transactions t left join settlements s on s.ledger_id = t.ledger_id and t.id in (s.repayment_id, s.debt_id)
     where t.ledger_id = ledger() group by t.id order by t.id$$, 'what is gone of an amount = the sum of its links');
select results_eq(
  $$select unit, amount, transactions from gross_amounts where ledger_id = ledger() order by unit$$,
  $$select coalesce(currency, 'item'), sum(amount)::bigint, count(*) from transactions where ledger_id = ledger() group by 1 order by 1$$, 'gross amounts = sums without sign, and how many');
select results_eq(
  $$select id, settled from contacts where ledger_id = ledger() order by id$$,
  $$select c.id, items_lent = 0 and items_owed = 0 and not exists (select from balances b where b.ledger_id = c.ledger_id and b.contact_id = c.id)
      from contacts c where c.ledger_id = ledger() order by c.id$$, 'settled = no balance and no item');
select results_eq(
  $$select (r.j->>'id')::uuid, r.j->'balances' from (select rendered::jsonb as j from contacts where ledger_id = ledger()) r order by 1$$,
  $$select c.id, coalesce((select jsonb_agg(jsonb_build_object('currency', b.currency, 'amount', b.amount) order by b.currency) from balances b
                            where b.ledger_id = c.ledger_id and b.contact_id = c.id), '[]')
      from contacts c where c.ledger_id = ledger() order by 1$$, 'what clients see = the balances');

-- as of every tenth day of the year
select is_empty(
  $$select * from (
      select day, contact_id, currency, sum(case direction when 'lent' then outstanding else -outstanding end)::bigint as amount
        from generate_series(date '2026-01-01', '2026-12-31', '10 days') day, transactions_on(ledger(), day::date) where type = 'money' group by 1, 2, 3
    ) as summed full join (
      select day, contact_id, currency, amount from generate_series(date '2026-01-01', '2026-12-31', '10 days') day, balances_on(ledger(), day::date)
    ) as told using (day, contact_id, currency) where coalesce(summed.amount, 0) <> coalesce(told.amount, 0)$$,
  'on any day: balances = signed sums of outstanding amounts');

select * from finish();
rollback;
