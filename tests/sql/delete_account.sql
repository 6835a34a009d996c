-- The one way out of the log: whole, in one transaction, and leaving nothing but a tombstone.
begin;
select no_plan();
select sign_up('ada');
select sign_up('bob');
select new_contact(jsonb_build_object('name', 'Cid', 'id', numbered(1))) \g /dev/null
select new_debt(11, 1, 'lent', 100) \g /dev/null
select new_debt(12, 1, 'owed', 40, settles => '{11}') \g /dev/null
select api.update_contact(ledger(), session(), numbered(71), '{"phone": "1"}', numbered(1), null) \g /dev/null
select new_contact(jsonb_build_object('name', 'Dan', 'id', numbered(1)), 'bob') \g /dev/null
select relay.open_stream(ledger(), session()) \g /dev/null

create temporary table was as select id, ledger_id, username from accounts where id in (account(), account('bob'));
create function pg_temp.rows_of(ledger uuid) returns jsonb language plpgsql as $$
declare
  holder text;
  found bigint;
  counts jsonb := '{}';
begin
  for holder in select c.oid::regclass from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'ledger_id' and not a.attisdropped
                 where c.relnamespace = 'debt'::regnamespace and c.relkind in ('r', 'p') loop
    execute format('select count(*) from %s where ledger_id = $1', holder) into found using ledger;
    counts := counts || jsonb_build_object(holder, found);
  end loop;
  return counts;
end
$$;
create temporary table before as select pg_temp.rows_of(ledger('bob')) as bob, pg_temp.rows_of(ledger()) as ada;

select is(refusal('delete from events where ledger_id = ledger()')->>'sqlstate', '42501', 'without the function there is no privilege');
select is(refusal($$grant delete on events to current_user; delete from events where ledger_id = ledger()$$)->>'sqlstate', '23001', 'nor, with it, a way past the trigger');
select is(refusal($$grant delete on events to current_user; update ledgers set erased_at = now(), head = 0 where id = ledger(); delete from events where ledger_id = ledger() and seq > 1$$)->>'message',
  'a ledger is erased whole or not at all', 'and a ledger is erased whole');
select is(refusal($$select operator.delete_account('no one')$$), '{"sqlstate": "LD006", "message": "There is no account no one."}', 'nobody cannot be deleted');

select is(operator.delete_account(upper(username())), 4::bigint, 'deleting says how many events went');
select is_empty(
  $$select holder, n from jsonb_each_text(pg_temp.rows_of((select ledger_id from was where username like 'ada%'))) as v(holder, n) where n <> '0'$$,
  'nothing of the ledger is left in any table that holds rows of ledgers');
select is_empty(
  $$select c.relname from pg_class c where c.relnamespace = 'debt'::regnamespace and c.relkind in ('r', 'p') and c.relname not in ('ledgers', 'migrations', 'sign_in_failures')
       and not exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'ledger_id')$$, 'and all tables do, but for the ledgers themselves and what knows user names by their hash');
select results_eq(
  $$select head::bigint, hash::bytea, recorded_at, erased_at is not null from ledgers where id = ledger()$$,
  $$values (0::bigint, decode(repeat('00', 32), 'hex'), '-infinity'::timestamptz, true)$$, 'but a tombstone without content');
select is(pg_temp.rows_of(ledger('bob')), bob, 'another ledger is as it was') from before;
select results_eq('select * from operator.verify(ledger(''bob''))', 'select null::text where false', 'and sound');
select is(has_table_privilege('debt_owner', 'debt.events', 'delete'), false, 'the privilege is taken back');

select is(refusal(format('select api.create_contact(%L, %L, null, ''{"name": "x"}'')', ledger(), session())), session_has_ended(), 'its session has ended');
select is_empty($$select * from relay.open_stream(ledger(), session())$$, 'it has no stream');
select results_eq($$select alive from relay.sweep(array[ledger()], array[session()])$$, 'values (false)', 'and open ones close');
select is(pg_temp.rows_of(ledger())->>'listeners', '0', 'for which no bell rings any more');
select is_empty($$select * from api.login((select username from was where username like 'ada%'))$$, 'nobody signs in by its name');
select isnt((operator.add_account((select username from was where username like 'ada%'), null, null)).ledger, ledger(), 'the name is free again, for another ledger');
select is(refusal('delete from events where ledger_id = ledger(''bob'')')->>'sqlstate', '42501', 'the log of others is closed as before');

select * from finish();
rollback;
