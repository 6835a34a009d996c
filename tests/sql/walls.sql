-- Between two ledgers: every api function of a signed-in caller, from the catalogue, with what is another's.
begin;
select no_plan();
select sign_up('ada');
select sign_up('bob');
select new_contact('{"id": "00000000-0000-4000-8000-000000000001", "name": "Ada''s friend"}') \g /dev/null
select new_debt(11, 1, 'lent', 100) \g /dev/null
select new_contact('{"id": "00000000-0000-4000-8000-000000000002", "name": "Bob''s secret", "notes": "hush"}', 'bob') \g /dev/null
select new_debt(12, 2, 'lent', 98765432198, name => 'bob') \g /dev/null

create temporary table functions as
  select p.proname as name, (select array_agg(a.name order by n) from unnest(p.proargnames[1:p.pronargs]) with ordinality as a(name, n)) as arguments,
         (select array_agg(t.oid::regtype::text order by n) from unnest(p.proargtypes) with ordinality as t(oid, n)) as types
    from pg_proc p where p.pronamespace = 'api'::regnamespace and p.proargnames[1:2] = '{ledger,session}';

-- A value for a parameter that has no meaning here: by its type, so that a function that is new can be called as well.
create function pg_temp.any_value(type text) returns text language sql as $$
  select case type when 'uuid' then numbered(70)::text when 'jsonb' then '{}' when 'text' then 'x' when 'bytea' then '\x00'
    when 'integer' then '1' when 'bigint' then '1' when 'boolean' then 'false' when 'timestamp with time zone' then '2026-01-01'
    when 'uuid[]' then '{}' when 'text[]' then '{}' when 'bytea[]' then '{}' end;
$$;
create function pg_temp.call(name text, arguments text[], ledger uuid, session uuid, id uuid default numbered(1), body jsonb default '{"name": "x"}') returns text language sql as $$
  select format('select api.%I(%s)', call.name, string_agg(format('%I => %L', a, case a
    when 'ledger' then ledger::text when 'session' then session::text when 'id' then id::text when 'body' then body::text when 'query' then '{}'
    when 'key' then numbered(70)::text when 'if_match' then null when 'if_none_match' then null when 'place' then null
    else pg_temp.any_value(f.types[u.n]) end), ', ' order by n))
    from functions f, unnest(call.arguments) with ordinality as u(a, n) where f.name = call.name;
$$;
create function pg_temp.everything_of(who text) returns text language sql as $$
  select concat((select l from ledgers l where l.id = ledger(who)), (select string_agg(s::text, '' order by s.id) from sessions s where s.ledger_id = ledger(who)),
                (select string_agg(e::text, '' order by e.seq) from events e where e.ledger_id = ledger(who)),
                (select string_agg(rows::text, '') from projections() p, lateral (
                   select jsonb_agg(r order by r) as rows from (select to_jsonb(c) as r from contacts c where p = 'contacts' and c.ledger_id = ledger(who)
                     union all select to_jsonb(t) from transactions t where p = 'transactions' and t.ledger_id = ledger(who)
                     union all select to_jsonb(b) from balances b where p = 'balances' and b.ledger_id = ledger(who)) as all_rows(r)) as of_projection));
$$;
create temporary table before as select pg_temp.everything_of('ada') as ada, pg_temp.everything_of('bob') as bob;

select cmp_ok((select count(*) from functions), '>=', 10::bigint, 'there are functions to try');
select is_empty($$select name, type from functions, unnest(types) type where pg_temp.any_value(type) is null$$, 'and a value for each of their parameters');

-- sessions
select is(refusal(pg_temp.call(name, arguments, ledger, session)), session_has_ended(), format('api.%s: %s', name, meaning))
  from functions, (values (ledger(), session('bob'), 'my ledger, another''s session'), (ledger('bob'), session(), 'another''s ledger, my session'),
                          (ledger('bob'), gen_random_uuid(), 'another''s ledger, no session'), (ledger('bob'), ledger('bob'), 'another''s ledger, its id as session'),
                          (gen_random_uuid(), session(), 'no ledger, my session'), (ledger('bob'), null, 'another''s ledger, null')) as v(ledger, session, meaning)
 where name <> 'refresh_session' order by name, meaning;
select results_eq(
  $$select next_generation, account from (values (ledger(), session('bob')), (ledger('bob'), session()), (gen_random_uuid(), session())) as v(ledger, session),
      lateral api.refresh_session(v.ledger, v.session, 1, '', '', 60)$$,
  $$values (null::integer, null::text), (null, null), (null, null)$$, 'api.refresh_session: another''s gives nothing, as none does');

-- ids
select is(refusal(pg_temp.call(name, arguments, ledger(), session(), id)) - 'message', '{"sqlstate": "LD006"}', format('api.%s: another ledger''s id %s', name, right(id::text, 2)))
  from functions, unnest(array[numbered(2), numbered(12)]) as id where 'id' = any (arguments) order by name, id;
select is(refusal(pg_temp.call(name, arguments, ledger(), session(), id)), refusal(pg_temp.call(name, arguments, ledger(), session(), numbered(99))),
          format('api.%s: another ledger''s id %s is like none', name, right(id::text, 2)))
  from functions, unnest(array[numbered(2), numbered(12)]) as id where 'id' = any (arguments) order by name, id;
select cmp_ok((select count(*) from functions where 'id' = any (arguments)), '>=', 2::bigint, 'there are functions that take an id');

-- ids in a body
select is(refusal(pg_temp.call('create_transaction', arguments, ledger(), session(), body => body || theirs)) - 'message',
          refusal(pg_temp.call('create_transaction', arguments, ledger(), session(), body => body || nobodys)) - 'message', 'api.create_transaction: another''s ' || field || ' is like none')
  from functions, (values ('contact_id', '{"contact_id": "00000000-0000-4000-8000-000000000002"}'::jsonb, '{"contact_id": "00000000-0000-4000-8000-000000000099"}'::jsonb),
                          ('settles', '{"settles": ["00000000-0000-4000-8000-000000000012"]}', '{"settles": ["00000000-0000-4000-8000-000000000099"]}')) as v(field, theirs, nobodys),
       (values ('{"contact_id": "00000000-0000-4000-8000-000000000001", "direction": "owed", "amount": 1, "currency": "EUR"}'::jsonb)) as b(body)
 where name = 'create_transaction';

-- nothing was done, and nothing is shown
select results_eq($$select ada, bob from before$$, $$select pg_temp.everything_of('ada'), pg_temp.everything_of('bob')$$, 'none of this has changed either ledger');
create temporary table shown (name text, body text);
do $$
declare
  f functions;
  a api.answer;
begin
  for f in select * from functions where 'query' = any (arguments) loop
    execute pg_temp.call(f.name, f.arguments, ledger(), session(), case when f.name like '%transaction%' then numbered(11) else numbered(1) end) into a;
    insert into shown values (f.name, a::text);
  end loop;
end
$$;
select cmp_ok((select count(*) from shown), '>=', 7::bigint, 'there are reads to look at');
select ok(body !~* (select concat_ws('|', ledger('bob'), account('bob'), session('bob'), numbered(2), numbered(12), 'secret', 'hush', '98765432198', (select epoch from ledgers where id = ledger('bob')))),
          format('api.%s shows nothing of another ledger', name)) from shown order by name;

select * from finish();
rollback;
