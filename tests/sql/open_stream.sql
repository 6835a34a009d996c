begin;
select plan(9);
select sign_up('ada');
select sign_up('bob');
select new_contact('{"name": "Cid"}') \g /dev/null

select results_eq(
  $$select * from relay.open_stream(ledger(), session())$$, $$select epoch::text, 1::bigint, true from ledgers where id = ledger()$$, 'where the ledger stands, and that the session lives');
select results_eq(
  format('select head, alive from relay.open_stream(ledger(), %s)', stranger), $$values (1::bigint, false)$$, stranger || ' is no living session of this ledger')
  from unnest('{session(''bob''),gen_random_uuid(),null::uuid}'::text[]) as stranger;
select ok((select until between clock_timestamp() + interval '50 seconds' and clock_timestamp() + interval '60 seconds' from listeners where ledger_id = ledger()), 'for a minute its doorbell rings');
select api.logout(ledger(), session()) \g /dev/null
select results_eq($$select head, alive from relay.open_stream(ledger(), session())$$, $$values (1::bigint, false)$$, 'nor is one that has ended');
select is_empty($$select * from relay.open_stream(gen_random_uuid(), session())$$, 'no such ledger: no row');
select is_empty($$select from listeners where ledger_id not in (ledger(), numbered(42))$$, 'and no doorbell'); -- 42: ring.sql's, at the same time
update ledgers set erased_at = now() where id = ledger('bob');
select is_empty($$select * from relay.open_stream(ledger('bob'), session('bob'))$$, 'an erased one: no row');

select * from finish();
rollback;
