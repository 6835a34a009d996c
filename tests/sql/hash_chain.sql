-- The chain of hashes, as any client can recompute it: from the JSON of list_events and RFC 8785 alone.
begin;
select plan(7);
\getenv seed DEBT_SEED
\if :{?seed}
\else
\set seed 0.74
\endif
select diag('DEBT_SEED=' || :seed);
select setseed(:seed) \g /dev/null
select sign_up('ada');
select grow(400);
-- What cannot be said yet through the api: an event of an offline client, whose device told its time.
select append_event(open_ledger(ledger(), session()), numbered(1), 'CONTACT_CREATED', 'contact', numbered(2), 1, '{"name":"\u0001 \"Zoë\" 🎈"}', E'tab\there', '2026-01-02 03:04:05.678901Z') \g /dev/null
update sessions set device = null where ledger_id = ledger();
select new_contact('{"name": "by no device"}') \g /dev/null

create temporary table told as
  select (e->>'seq')::bigint as seq, e, e->>'hash' as hash
    from api.list_events(ledger(), session(), null, '{"limit": 1000}') a, json_array_elements(a.body::json->'events') e;
-- The members of the event but `hash`, without a round trip through jsonb, which would tidy them.
create function pg_temp.without_hash(e json) returns text language sql as $$
  select '{' || string_agg(canonical_string(key) || ':' || canonical_form(value), ',' order by convert_to(key, 'UTF8')) || '}' from json_each(e) where key <> 'hash';
$$;

select is((select count(*) from told), 402::bigint, 'there are 402 events');
select is(
  (select array_agg(key order by n) from told, json_object_keys(e) with ordinality as k(key, n) where seq = 1),
  '{actor,aggregate_id,aggregate_type,comment,data,id,made_at,recorded_at,seq,type,version,hash}', 'an event shows every column but the ledger''s id');
select is_empty(
  $$select seq, hash from (select seq, hash, lag(hash, 1, repeat('00', 32)) over (order by seq) as previous, e from told) as t
     where hash <> encode(sha256(decode(previous, 'hex') || convert_to(pg_temp.without_hash(e), 'UTF8')), 'hex') limit 3$$,
  'each hash is SHA-256 over the hash before and the event in canonical form');
select is((select hash from told where seq = 402), (api.get_sync(ledger(), session(), null, '{}')).body::json->>'hash', 'the ledger''s hash is the last one');
select is_empty(
  $$select seq from told where e::text <> left(pg_temp.without_hash(e), -1) || ',"hash":"' || hash || '"}' limit 3$$, 'what is shown is canonical already, with the hash at its end');
select is(
  (select jsonb_build_object('made_at', e->'made_at', 'comment', e->'comment', 'data', e->'data', 'id', e->'id') from told where seq = 401),
  '{"made_at": "2026-01-02T03:04:05.678901Z", "comment": "tab\there", "data": {"name": "\u0001 \"Zoë\" 🎈"}, "id": "00000000-0000-4000-8000-000000000001"}',
  'the client''s time has microseconds, in UTC');
select is((select e->'actor' from told where seq = 402)::jsonb, jsonb_build_object('account_id', account(), 'device', null), 'a device may have no name');

select * from finish();
rollback;
