-- Looking back at transactions, at every event of a random history.
begin;
select plan(6);
\getenv seed DEBT_SEED
\if :{?seed}
\else
\set seed 0.72
\endif
select diag('DEBT_SEED=' || :seed);
select setseed(:seed) \g /dev/null
select sign_up('ada');
select grow(300);

select is((select head from ledgers where id = ledger()), 300::ledger_length, 'there are 300 events');
select cmp_ok((select count(*) from rows_of('transactions_past')), '>', 50::bigint, 'with many debts that were repaid');
select cmp_ok((select count(*) from rows_of('transactions') r where r->>'status' = 'partly_settled'), '>', 5::bigint, 'some of them in part');

-- Without the fold: what the events say.
select is_empty(
  $$select n, array_agg(id order by id) from generate_series(0, 300) n, transactions_at(ledger(), n) group by n
    except
    select n, array_agg(aggregate_id order by aggregate_id) from generate_series(0, 300) n join events e on e.seq <= n and e.ledger_id = ledger() and e.type = 'TRANSACTION_CREATED' group by n$$,
  'transactions_at every seq are those that were created until then');
select is_empty(
  $$select n, contact_id, coalesce(currency, direction), sum(case direction when 'lent' then outstanding else -outstanding end)
      from generate_series(0, 300) n, transactions_at(ledger(), n) where type = 'money' group by 1, 2, 3
     having sum(case direction when 'lent' then outstanding else -outstanding end) <> 0
    except
    select n, contact_id, currency, amount from generate_series(0, 300) n, balances_at(ledger(), n)$$,
  'at every seq the outstanding amounts add up to the balances of then');

-- With the fold: every column.
select is_empty($$select * from compare_history('transactions')$$, 'transactions_at every seq are what a replay of as many events gives');

select * from finish();
rollback;
