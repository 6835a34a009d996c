begin;
select plan(6);
select sign_up('ada');
select sign_up('bob');
select sign_up('cid');
select new_contact('{"name": "Dan"}') \g /dev/null
select api.start_session(username(), ledger(), account(), numbered(1), 'a laptop', sha256('t'), null) \g /dev/null
select api.logout(ledger(), numbered(1)) \g /dev/null
update ledgers set erased_at = now() where id = ledger('cid');

select set_eq(
  $$select * from relay.sweep(array[ledger(), ledger(), ledger('bob'), ledger(), ledger('cid')], array[session(), numbered(1), session('bob'), session('bob'), session('cid')])$$,
  $$select l.id, v.session, l.epoch::text, v.head, v.alive
      from (values ('ada', session(), 1::bigint, true), ('ada', numbered(1), 1, false), ('bob', session('bob'), 0, true), ('ada', session('bob'), 1, false), ('cid', session('cid'), 0, false))
             as v(name, session, head, alive) join ledgers l on l.id = ledger(v.name)$$,
  'one row a pair: living, ended, another ledger''s, and of an erased ledger');
select set_eq('select ledger_id from listeners where ledger_id <> numbered(42)', -- ring.sql's, at the same time
  $$select ledger(n) from unnest('{ada,bob}'::text[]) n$$, 'from then on their doorbells ring, but for what was erased');
update listeners set until = clock_timestamp() + interval '20 seconds' where ledger_id = ledger();
select relay.sweep(array[ledger()], array[session()]) \g /dev/null
select ok((select until > clock_timestamp() + interval '50 seconds' from listeners where ledger_id = ledger()), 'which is said again before it runs out');
select is((select count(*) from relay.sweep(array[ledger(), ledger()], array[session(), session()])), 2::bigint, 'a pair that is given twice is answered twice');
select is_empty($$select * from relay.sweep('{}', '{}')$$, 'no pairs, no rows');
select is_empty($$select * from relay.sweep(array[gen_random_uuid()], array[session()])$$, 'nor for a ledger that never was');

select * from finish();
rollback;
