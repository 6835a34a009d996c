-- A bell rings when its transaction commits, so here a second connection does it all, on a ledger that nobody has an account for.
begin;
select plan(5);
select dblink_connect_u('bell', format('host=%s port=%s dbname=%s user=%s', :'HOST', :'PORT', :'DBNAME', :'USER')) \g /dev/null
select dblink_exec('bell', 'listen debt_doorbell') \g /dev/null
select dblink_exec('bell', format('insert into debt.ledgers (id, head) values (%L, 42)', numbered(42))) \g /dev/null

create function pg_temp.ring(ledger uuid) returns setof text language plpgsql as $$
begin
  perform * from dblink('bell', format('select api.ring(array[%L, %L]::uuid[])::text', ledger, numbered(41))) as rung(nothing text);
  return query select notify_name || ': ' || extra from dblink_get_notify('bell');
end
$$;

select is(array(select pg_temp.ring(numbered(42))), '{}', 'it is silent where nobody listens');
select dblink_exec('bell', format('insert into debt.listeners values (%L, now() - interval ''1 second'')', numbered(42))) \g /dev/null
select is(array(select pg_temp.ring(numbered(42))), '{}', 'nor after the last one has gone');
select dblink_exec('bell', 'update debt.listeners set until = now() + interval ''1 minute''') \g /dev/null
select is(array(select pg_temp.ring(numbered(42))), array['debt_doorbell: 00000000-0000-4000-8000-000000000042 42'], 'it tells the ledger and its head');
select is(array(select pg_temp.ring(numbered(43))), '{}', 'it is silent where there is no such ledger');
select is((select s from dblink('bell', 'show synchronous_commit') as d(s text)), 'on', 'the setting that makes it cheap ends with its transaction');

select dblink_exec('bell', 'delete from debt.listeners') \g /dev/null
select dblink_exec('bell', format('delete from debt.ledgers where id = %L', numbered(42))) \g /dev/null
select dblink_disconnect('bell') \g /dev/null
select * from finish();
rollback;
