-- Who may read and write a ledger.
begin;
select plan(20);
select sign_up('ada');
select sign_up('bob');
select new_contact('{"name": "Cid"}') \g /dev/null

select results_eq(format('select (%s(ledger(), session())).*', door),
  $$select l.id, l.epoch, 1::bigint, e.hash::bytea, e.recorded_at, account(), 'ada''s "phone"' from ledgers l join events e on e.ledger_id = l.id where l.id = ledger()$$,
  door || ' tells where the ledger stands, and who is at it')
  from unnest('{open_ledger,read_ledger}'::text[]) as door;
select is(refusal(format('select %s(%s, %s)', door, ledger, session)), session_has_ended(), format('%s(%s, %s) is refused', door, ledger, session))
  from unnest('{open_ledger,read_ledger}'::text[]) as door,
       (values ('ledger()', 'session(''bob'')'), ('ledger(''bob'')', 'session()'), ('ledger()', 'gen_random_uuid()'), ('gen_random_uuid()', 'session()'),
               ('ledger()', 'null'), ('null', 'session()')) as v(ledger, session);

-- A transaction that is READ ONLY refuses to lock a row.
create function pg_temp.in_read_only(call text) returns text language sql as $$
  select refusal(format('do $do$ begin perform set_config(''transaction_read_only'', ''on'', true); perform %s; raise ''it is done''; end $do$', call))->>'message';
$$;
select is(pg_temp.in_read_only('read_ledger(ledger(), session())'), 'it is done', 'read_ledger locks nothing');
select is(pg_temp.in_read_only('open_ledger(ledger(), session())'), 'cannot execute SELECT FOR UPDATE in a read-only transaction', 'open_ledger locks the ledger''s row');

select api.logout(ledger(), session()) \g /dev/null
update ledgers set erased_at = now() where id = ledger('bob');
select is(refusal(format('select %s(ledger(), session())', door)), session_has_ended(), door || ': an ended session is refused') from unnest('{open_ledger,read_ledger}'::text[]) as door;
select is(refusal(format('select %s(ledger(''bob''), session(''bob''))', door)), session_has_ended(), door || ': an erased ledger is refused') from unnest('{open_ledger,read_ledger}'::text[]) as door;

select * from finish();
rollback;
