begin;
select plan(8);
select sign_up('ada');
select sign_up('bob');
select new_contact(jsonb_build_object('name', 'C' || n)), new_contact('{"name": "Bob''s"}', 'bob') from generate_series(1, 7) n \g /dev/null

create function pg_temp.seqs(after bigint, page integer) returns bigint[] language sql as $$
  select array(select seq from relay.read_events(ledger(), after, page));
$$;
select is(pg_temp.seqs(0, 3), '{1,2,3}', 'the first page');
select is(pg_temp.seqs(3, 3), '{4,5,6}', 'the next');
select is(pg_temp.seqs(6, 3), '{7}', 'the last');
select is(pg_temp.seqs(7, 3), '{}', 'there is no more');
select is(pg_temp.seqs(99, 3), '{}', 'nor beyond');
select results_eq(
  $$select event from relay.read_events(ledger(), 0, 100)$$,
  $$select e #>> '{}' from api.list_events(ledger(), session(), null, '{}') a, json_array_elements(a.body::json->'events') e$$, 'an event is shown as in the log, byte for byte');
select ok(bool_and(event not like E'%\n%'), 'on one line') from relay.read_events(ledger(), 0, 100);
select is_empty($$select * from relay.read_events(gen_random_uuid(), 0, 100)$$, 'no such ledger has none');

select * from finish();
rollback;
