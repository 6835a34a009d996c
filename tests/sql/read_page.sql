-- Pages, from the first to the last, while others add rows.
begin;
select plan(72);
select sign_up('ada');
select setseed(0.5) \g /dev/null
select new_contact(jsonb_build_object('id', numbered(n), 'name', one_of('{Ada,Bea,Zoë,zoe,李雷}'))) from generate_series(1, 60) n \g /dev/null
select new_debt(100 + n, 1 + n % 60, one_of('{lent,owed}'), 1 + floor(random() * 5)::integer, transaction_date => date '2026-01-01' + floor(random() * 5)::integer,
                due_date => case when random() < 0.5 then date '2026-02-01' + floor(random() * 3)::integer end) from generate_series(1, 100) n \g /dev/null

create function pg_temp.page(list text, query jsonb) returns api.answer language plpgsql as $$
declare
  answer api.answer;
begin
  execute format('select * from api.list_%I(ledger(), session(), null, $1)', list) into answer using query;
  return answer;
end
$$;
create function pg_temp.all_pages(list text, query jsonb, added text default null) returns integer[] language plpgsql as $$
declare
  page api.answer := pg_temp.page(list, query);
  seen integer[] := ids(page.body);
begin
  while page.next is not null loop
    if added is not null then
      execute added;
    end if;
    page := pg_temp.page(list, query || jsonb_build_object('cursor', page.next));
    seen := seen || ids(page.body);
  end loop;
  return seen;
end
$$;
create function pg_temp.at_once(list text, query jsonb) returns integer[] language sql as $$
  select ids((pg_temp.page(list, query || '{"limit": 1000}')).body);
$$;

create temporary table queries (list text, query jsonb);
insert into queries values
  ('contacts', '{}'), ('contacts', '{"sort": "-name"}'), ('contacts', '{"sort": "recent"}'), ('contacts', '{"sort": "balance", "currency": "EUR"}'),
  ('contacts', '{"sort": "-balance", "currency": "EUR"}'), ('contacts', '{"settled": false, "search": "zoe"}'), ('contacts', '{"at": "90", "sort": "balance", "currency": "EUR"}'),
  ('contacts', '{"on": "2026-01-03"}'),
  ('transactions', '{}'), ('transactions', '{"sort": "transaction_date"}'), ('transactions', '{"sort": "amount"}'), ('transactions', '{"sort": "-amount"}'),
  ('transactions', '{"sort": "due_date"}'), ('transactions', '{"direction": "lent", "overdue": true}'), ('transactions', '{"at": "99"}'),
  ('transactions', '{"on": "2026-01-03", "sort": "due_date"}');

select is(pg_temp.all_pages(list, query || jsonb_build_object('limit', size)), pg_temp.at_once(list, query), list || ' ' || query || ' by ' || size)
  from queries, unnest('{1,7}'::integer[]) as size order by list, query::text, size;
select cmp_ok(cardinality(pg_temp.at_once(list, query)), '>', 10, list || ' ' || query || ' is a list worth the name') from queries order by list, query::text;

-- the default, and the edges
select is(cardinality(ids(a.body)), 100, '100 rows where nothing else is asked for') from pg_temp.page('transactions', '{}') a;
select is(a.next, null, 'no next page behind exactly the last row') from pg_temp.page('contacts', '{"limit": 60}') a;
select isnt(a.next, null, 'one behind the last but one') from pg_temp.page('contacts', '{"limit": 59}') a;

-- rows that are added meanwhile, before and behind the place
create temporary sequence added;
create function pg_temp.add_contacts() returns void language sql as $$
  select new_contact(jsonb_build_object('id', numbered(1000 + nextval('added')::integer), 'name', name)) from unnest('{AAA,zzz,Bea}'::text[]) as name;
$$;
create function pg_temp.add_transactions() returns void language sql as $$
  select new_debt(1000 + nextval('added')::integer, 1, 'lent', amount, transaction_date => day)
    from (values (1, date '2025-01-01'), (3, '2026-01-03'), (9, '2027-01-01')) as v(amount, day);
$$;
create temporary table before as
  select list, query, pg_temp.at_once(list, query) as rows from queries
   where not query ?| '{at,on,settled,overdue}' and coalesce(query->>'sort', '') not in ('recent', 'balance', '-balance');

create temporary table paged as
  select b.*, pg_temp.all_pages(list, query || '{"limit": 9}', format('select pg_temp.add_%s()', list)) as seen from before b order by list, query::text;
select is(array(select id from unnest(seen) with ordinality as s(id, n) where id < 1000 order by n), array(select id from unnest(rows) with ordinality as s(id, n) where id < 1000 order by n),
          list || ' ' || query || ': no row is skipped or repeated when others are added') from paged;
select is((select count(distinct id) from unnest(seen) as id), cardinality(seen)::bigint, list || ' ' || query || ': of the added ones neither') from paged;
select cmp_ok((select count(*) from unnest(seen) as id where id > 1000), '>', 0::bigint, list || ' ' || query || ': those that come later in the order are there') from paged;

select * from finish();
rollback;
