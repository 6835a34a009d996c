begin;
select plan(4);
create function pg_temp.milliseconds(id uuid) returns bigint language sql as $$ select ('x' || left(replace(id::text, '-', ''), 12))::bit(48)::bigint $$;
create function pg_temp.now_ms() returns bigint language sql as $$ select (date_part('epoch', clock_timestamp()) * 1000)::bigint $$;
create temporary table drawn as select pg_temp.now_ms() as before, new_id() as id from generate_series(1, 1000);

select ok(bool_and(id::text ~ '^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$'), 'version 7, of the variant of RFC 9562') from drawn;
select is(count(distinct id), 1000::bigint, 'another each time, within a millisecond too') from drawn;
select ok(bool_and(pg_temp.milliseconds(id) between before and pg_temp.now_ms()), 'it begins with the time, in milliseconds') from drawn;
select is(array_agg(pg_temp.milliseconds(id) order by id), array_agg(pg_temp.milliseconds(id) order by before, pg_temp.milliseconds(id)), 'and so what is newer comes later') from drawn;
select * from finish();
rollback;
