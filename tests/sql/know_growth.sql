-- A database that has just been made: what an append costs does not grow there either, though nobody has told the planner that it is no longer empty.
\connect empty
begin;
select plan(4);
select sign_up('ada') \g /dev/null

create function pg_temp.append(first integer, last integer) returns void language plpgsql as $$
begin
  for n in first .. last loop
    if n % 10 = 0 then
      perform new_contact(jsonb_build_object('id', numbered(n), 'name', 'C' || n));
    else
      perform new_debt(n, n - n % 10, 'lent', n);
    end if;
  end loop;
end
$$;
create function pg_temp.rows_read(schema text default 'debt') returns bigint language sql as $$
  select idx_tup_fetch + seq_tup_read from pg_stat_xact_all_tables where relname = 'transactions' and schemaname = schema;
$$;
create temporary table read (until integer, rows bigint);

select is((select reltuples from pg_class where oid = 'transactions'::regclass), -1::real, 'nobody has counted the transactions');
select pg_temp.append(10, 2009);
insert into read select 2000, pg_temp.rows_read();
select pg_temp.append(2010, 2509);
insert into read select 2500, pg_temp.rows_read();
select cmp_ok((select max(rows) - min(rows) from read), '<', 500 * 20::bigint, 'an event after 2,000 in the same transaction reads less than 20 transactions');
select cmp_ok((select reltuples from pg_class where oid = 'transactions'::regclass), '>=', 1000::real, 'for they have been counted');

select operator.begin_replay(ledger()) \g /dev/null
select operator.continue_replay(ledger(), 0, 2500) \g /dev/null
select cmp_ok(pg_temp.rows_read((select n.nspname from pg_namespace n where n.oid = pg_my_temp_schema())), '<', 2500 * 200::bigint, 'a replay reads less than 200 for each event, most of them while it is small');

select * from finish();
rollback;
