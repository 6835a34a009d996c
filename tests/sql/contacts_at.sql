-- Looking back at contacts and balances, at every event of a random history.
begin;
select plan(7);
\getenv seed DEBT_SEED
\if :{?seed}
\else
\set seed 0.71
\endif
select diag('DEBT_SEED=' || :seed);
select setseed(:seed) \g /dev/null
select sign_up('ada');
select grow(300);

select is((select head from ledgers where id = ledger()), 300::ledger_length, 'there are 300 events');
select cmp_ok((select count(*) from rows_of('contacts_past')), '>', 200::bigint, 'with many contacts that have changed');
select cmp_ok((select count(*) from rows_of('balances_past')), '>', 100::bigint, 'and many balances');

-- Without the fold: what the events say, added up.
create temporary table said as
  select e.seq, (e.data->>'contact_id')::uuid as contact_id, e.data->>'currency' as currency,
         case e.data->>'direction' when 'lent' then 1 else -1 end * (e.data->>'amount')::bigint as change
    from events e where e.ledger_id = ledger() and e.data->>'type' = 'money';
select is_empty(
  $$select * from (
      select n, s.contact_id, s.currency, sum(s.change)::bigint as amount from generate_series(0, 300) n join said s on s.seq <= n group by 1, 2, 3 having sum(s.change) <> 0
    ) as added full join (
      select n, b.contact_id, b.currency, b.amount from generate_series(0, 300) n, balances_at(ledger(), n) b
    ) as told using (n, contact_id, currency) where added.amount is distinct from told.amount$$,
  'balances_at every seq is the sum of what was lent and owed until then');
select is_empty(
  $$select n, array_agg(id order by id) from generate_series(0, 300) n, contacts_at(ledger(), n) group by n
    except
    select n, array_agg(aggregate_id order by aggregate_id) from generate_series(0, 300) n join events e on e.seq <= n and e.ledger_id = ledger() and e.type = 'CONTACT_CREATED' group by n$$,
  'contacts_at every seq are those that were created until then');

-- With the fold: every column.
select is_empty($$select * from compare_history('contacts')$$, 'contacts_at every seq are what a replay of as many events gives');
drop table told_states, replayed_states;
select is_empty($$select * from compare_history('balances')$$, 'balances_at every seq are what a replay of as many events gives');

select * from finish();
rollback;
