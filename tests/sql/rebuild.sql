-- A random history of 10,000 events, and the same projections from a replay of it.
-- Rows that one transaction changes over and over pile up in it, so this history is committed: in a database of its own.
\connect history
\getenv seed DEBT_SEED
\if :{?seed}
\else
\set seed 0.42
\endif
begin;
select sign_up('ada') \g /dev/null
select sign_up('bob') \g /dev/null
select new_contact('{"id": "00000000-0000-4000-8000-000000000001", "name": "Bob''s"}', 'bob') \g /dev/null
select new_debt(11, 1, 'lent', 100, name => 'bob') \g /dev/null
select set_config(name, current_setting(name), false) from unnest('{fixture.ada_ledger,fixture.ada_account,fixture.ada_session,fixture.bob_ledger}'::text[]) name \g /dev/null
commit;
select setseed(:seed) \g /dev/null
do $$
begin
  for n in 1 .. 50 loop
    perform grow(200);
    commit;
  end loop;
end
$$;

select plan(27);
select diag('DEBT_SEED=' || :seed);
create temporary table live as select p as projection, r from projections() p, rows_of(p) r;
create temporary table bobs as select to_jsonb(c) as r from contacts c where ledger_id = ledger('bob');
select is((select head from ledgers where id = ledger()), 10000::ledger_length, 'there are 10,000 events');
select cmp_ok((select count(*) from live where projection = p), '>=', at_least, format('%s has %s rows or more', p, at_least))
  from (values ('contacts', 500::bigint), ('contacts_past', 8000), ('transactions', 8000), ('transactions_past', 1500), ('settlements', 1500), ('balances', 500),
               ('balances_past', 5000), ('gross_amounts', 4), ('changes_by_day', 500)) as v(p, at_least);

select is(operator.rebuild(ledger()), 10000::bigint, 'all of them are replayed');
create temporary table replayed as select p as projection, r from projections() p, rows_of(p) r;
select is_empty(
  format($$(select 'live', l.r from live l where l.projection = %1$L except all select 'live', r.r from replayed r where r.projection = %1$L)
           union all
           (select 'replayed', r.r from replayed r where r.projection = %1$L except all select 'replayed', l.r from live l where l.projection = %1$L) limit 5$$, p),
  p || ': row by row as it was') from projections() p;
select results_eq($$select to_jsonb(c) from contacts c where ledger_id = ledger('bob')$$, $$select r from bobs$$, 'another ledger is left alone');

-- from nothing, and from rubbish
select clear_projections(ledger('bob'));
select is((select count(*) from contacts where ledger_id = ledger('bob')), 0::bigint, 'without projections there is nothing');
select is(operator.rebuild(ledger('bob')), 2::bigint, 'from nothing');
select results_eq($$select to_jsonb(c) from contacts c where ledger_id = ledger('bob')$$, $$select r from bobs$$, 'a rebuild makes it right');
update contacts set name = 'rubbish', rendered = '{}' where ledger_id = ledger('bob');
select is(operator.rebuild(ledger('bob')), 2::bigint, 'from rubbish');
select results_eq($$select to_jsonb(c) from contacts c where ledger_id = ledger('bob')$$, $$select r from bobs$$, 'a rebuild makes it right, too');
select is(operator.rebuild(gen_random_uuid()), 0::bigint, 'a ledger that is not there has no events');

select * from finish();
