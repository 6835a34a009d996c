begin;
select plan(47);
select sign_up('ada');
select sign_up('bob');
select new_contact(jsonb_build_object('name', 'Contact' || n)), new_contact(jsonb_build_object('name', 'Contact' || n), 'bob') from generate_series(1, 5) n \g /dev/null

create function pg_temp.cursor(query jsonb default '{}', name text default 'ada') returns text language sql as $$
  select next from api.list_contacts(ledger(name), session(name), null, query || '{"limit": 2}');
$$;
create function pg_temp.used(cursor text, query jsonb default '{}') returns jsonb language sql as $$
  select refusal(format('select api.list_contacts(ledger(), session(), null, %L)', query || jsonb_build_object('cursor', cursor)));
$$;
create function pg_temp.refused() returns jsonb language sql as $$
  select '{"sqlstate": "LD017", "message": "The cursor is not one of this list.", "errors": [{"field": "cursor", "code": "format",
    "message": "Take the cursor from the Link header of the page before, with the same parameters."}]}'::jsonb;
$$;
create function pg_temp.with_place(place text) returns text language sql as $$
  select encode(convert_to(place, 'UTF8'), 'hex');
$$;
create function pg_temp.tag() returns text language sql as $$ select cursor_tag(ledger(), 'contacts', '{}'); $$;

-- round trip
select results_eq(
  $$select key, seq from (values ('Zoë "Z" \ ÿ', 7::bigint), ('', 1), (E' a\n b ', 2), (repeat('ä', 200), 9007199254740991)) as v(key, seq)
      where (key, seq) = (select d.key, d.seq from decode_cursor(encode_cursor('t', v.key, v.seq), 't', 'text') d)$$,
  $$values ('Zoë "Z" \ ÿ', 7::bigint), ('', 1), (E' a\n b ', 2), (repeat('ä', 200), 9007199254740991)$$, 'a cursor keeps its key and seq, whatever they are');
select matches(encode_cursor('tag', repeat('ÿ?>', 99), 1), '^[A-Za-z0-9_-]+$', 'it needs no escaping in a URL');

-- accepted
select is(pg_temp.used(pg_temp.cursor()), null, 'a cursor of the list is accepted');
select is(pg_temp.used(pg_temp.cursor(), '{"limit": 4}'), null, 'also with another limit');

-- refused
select is(pg_temp.used(pg_temp.cursor('{}', 'bob')), pg_temp.refused(), 'one of another ledger is refused');
select is(pg_temp.used(pg_temp.cursor('{"sort": "-name"}')), pg_temp.refused(), 'one of another order');
select is(pg_temp.used(pg_temp.cursor('{"search": "contact"}')), pg_temp.refused(), 'one of another filter');
select is(pg_temp.used(pg_temp.cursor('{"at": "5"}')), pg_temp.refused(), 'one of another moment');
select is(
  refusal(format('select api.list_transactions(ledger(), session(), null, %L)', jsonb_build_object('cursor', pg_temp.cursor()))), pg_temp.refused(), 'one of another list');
select is(pg_temp.used(overlay(pg_temp.cursor() placing case substr(pg_temp.cursor(), n, 1) when 'x' then 'y' else 'x' end from n)), pg_temp.refused(), 'a tampered one: character ' || n)
  from unnest('{1,2,3,5,8,13,21}'::integer[]) n;
select is(pg_temp.used(left(pg_temp.cursor(), n)), pg_temp.refused(), 'a torn one: the first ' || n || ' characters') from unnest('{0,1,2,3,17,24}'::integer[]) n;
select is(pg_temp.used(cursor), pg_temp.refused(), 'nonsense: ' || cursor)
  from unnest(array['null', '!', '=', 'ÿ', 'a b', '%00', '____', '/w', repeat('A', 5000), '''; drop table events; --']) as cursor;
select is(pg_temp.used(pg_temp.with_place(place)), pg_temp.refused(), 'another shape: ' || place)
  from (values ('1'), (' '), ('1 a x'), ('null'), (pg_temp.tag()), (' ' || pg_temp.tag()), ('1 ' || pg_temp.tag()), ('a 1 ' || pg_temp.tag()), ('-1 a ' || pg_temp.tag()),
               ('1.5e30 a ' || pg_temp.tag()), ('99999999999999999999 a ' || pg_temp.tag())) as v(place);
select is(
  refusal(format('select api.list_contacts(ledger(), session(), null, %L)',
    jsonb_build_object('sort', 'recent', 'cursor', pg_temp.with_place('1 x ' || cursor_tag(ledger(), 'contacts', '{"sort": "recent"}'))))),
  pg_temp.refused(), 'a key that is no number where one is due');
select is(
  refusal(format('select api.list_transactions(ledger(), session(), null, %L)',
    jsonb_build_object('cursor', pg_temp.with_place('1 ' || key || ' ' || cursor_tag(ledger(), 'transactions', '{}'))))),
  pg_temp.refused(), 'a key that is no date where one is due: ' || key) from unnest('{x,2026-02-30,99999999-01-01}'::text[]) as key;

select * from finish();
rollback;
