-- A search is answered by the index, and finds what is there: also what is shorter than the three characters that the index knows, or of no letters at all.
begin;
select no_plan();
select sign_up('ada');
select sign_up('bob');
select setseed(0.4) \g /dev/null
select new_contact(jsonb_build_object('name', one_of('{Ada,Zoë,Ünal,李雷,O''Brien,Straße}') || ' ' || n, 'notes', one_of('{100% a_b c\\d,Lunch,NULL}'))) from generate_series(1, 1500) n \g /dev/null
select new_contact('{"name": "Ada 77"}', 'bob') \g /dev/null
select new_contact('{"id": "00000000-0000-4000-8000-000000000001", "name": "Cid"}') \g /dev/null
select new_transaction(jsonb_build_object('contact_id', numbered(1), 'direction', 'lent', 'amount', n, 'currency', 'EUR', 'description', one_of('{Café,Bücher,Lunch,NULL}') || ' ' || n))
  from generate_series(1, 1000) n \g /dev/null
analyze contacts, transactions;

create function pg_temp.found(listing text, pattern text) returns text[] language plpgsql as $$
declare
  body text;
begin
  execute format('select (api.%I(ledger(), session(), null, %L)).body', listing, jsonb_build_object('search', pattern, 'limit', 1000)) into body;
  return array(select j->>'id' from jsonb_array_elements(body::jsonb) j order by 1);
end
$$;
create function pg_temp.scans(listing text, pattern text) returns bigint language plpgsql as $$
declare
  index_used regclass := ('debt.' || replace(listing, 'list_', '') || '_by_search')::regclass;
  before bigint := pg_stat_get_xact_numscans(index_used);
begin
  perform pg_temp.found(listing, pattern);
  return pg_stat_get_xact_numscans(index_used) - before;
end
$$;

select cmp_ok(pg_temp.scans(listing, pattern), '>=', 1::bigint, format('%s for %L reads the index', listing, pattern)) from (values
  ('list_contacts', 'zoe 77'), ('list_contacts', 'BRIEN 12'), ('list_contacts', 'strasse 3'), ('list_transactions', 'cafe 99'), ('list_transactions', 'BÜCHER 5')) as v(listing, pattern);

-- Held against a reading of every row.
select is(pg_temp.found('list_contacts', pattern),
          array(select c.id::text from contacts c where c.ledger_id = ledger() and position(searchable(pattern) in c.search) > 0 order by 1 limit 1000), format('contacts: %L', pattern))
  from unnest(array['zoe 77', 'ÜNAL 1', '李雷 1', '7', '77', 'ë 1', '0%', '_', 'c\d', 'a_b c', 'n''b', '''', '100% A', 'nobody', 'strasse 14', 'STRASSE 149', 'aße 9', E'lu\nnch']) as pattern;
select is(pg_temp.found('list_transactions', pattern),
          array(select t.id::text from transactions t where t.ledger_id = ledger() and position(searchable(pattern) in t.search) > 0 order by 1), format('transactions: %L', pattern))
  from unnest('{cafe,CAFÉ 9,bucher 77,é 5,9,99,nobody}'::text[]) as pattern;
select is(cardinality(pg_temp.found('list_contacts', 'ada 77')) > 0, true, 'there was something to find');
select is((api.list_contacts(ledger('bob'), session('bob'), null, '{"search": "ada 77"}')).body::jsonb->0->>'name', 'Ada 77', 'each ledger its own');

select * from finish();
rollback;
