-- A second connection holds a ledger that nobody has an account for.
begin;
select plan(4);
select dblink_connect_u('holder', format('host=%s port=%s dbname=%s user=%s', :'HOST', :'PORT', :'DBNAME', :'USER')) \g /dev/null
select dblink_exec('holder', format('insert into debt.ledgers (id) values (%L)', numbered(44))) \g /dev/null
select dblink_exec('holder', 'begin') \g /dev/null
select dblink_exec('holder', format('update debt.ledgers set head = head where id = %L', numbered(44))) \g /dev/null

select is(current_setting('lock_timeout'), '0', 'a call by itself waits as long as it takes');
select api.share() \g /dev/null
select is(current_setting('lock_timeout'), '50ms', 'those that share wait shortly');
select throws_ok(format('select from ledgers where id = %L for update', numbered(44)), '55P03', null, 'for a ledger that is held');
select is((select s from dblink('holder', 'show lock_timeout') as d(s text)), '0', 'which is so in this transaction only');

select dblink_exec('holder', 'rollback') \g /dev/null
select dblink_exec('holder', format('delete from debt.ledgers where id = %L', numbered(44))) \g /dev/null
select dblink_disconnect('holder') \g /dev/null
select * from finish();
rollback;
