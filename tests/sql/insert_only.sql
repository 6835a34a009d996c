-- Events are for ever: by privilege, and by trigger for whoever grants himself the privilege.
begin;
select plan(22);
select sign_up('ada');
select new_contact('{"name": "Cid"}') \g /dev/null
create temporary table attacks (statement text);
insert into attacks values
  ('update events set comment = ''x'''), ('update events set seq = seq where false'), ('update only events set comment = null where ledger_id = ledger()'),
  ('delete from events'), ('delete from events where ledger_id = ledger()'), ('truncate events'), ('truncate events cascade'),
  ('insert into events select * from events on conflict (ledger_id, seq) do update set comment = ''x'''),
  ('with gone as (delete from events returning 1) select from gone');

select is((select tableowner from pg_tables where schemaname = 'debt' and tablename = 'events')::text, current_user::text, 'this is the owner');
select is(refusal(statement)->>'sqlstate', '42501', 'the owner may not: ' || statement) from attacks;
grant all on events to debt_owner;
select is(
  refusal(statement)->>'sqlstate', '23001', 'with every privilege still refused: ' || statement) from attacks;
select is(refusal('delete from events')->>'message', 'events are immutable: DELETE is refused', 'and says why');
select is(refusal('set local search_path = pg_catalog; delete from debt.events')->>'message', 'events are immutable: DELETE is refused', 'from any search path');
select is((select count(*) from events where ledger_id = ledger() and comment is null), 1::bigint, 'the event is as it was');

select * from finish();
rollback;
