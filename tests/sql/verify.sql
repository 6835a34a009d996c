-- verify finds every kind of damage, and names it.
begin;
select no_plan();
select setseed(0.3) \g /dev/null
select sign_up('ada');
select sign_up('bob');
select new_contact('{"name": "Bob''s"}', 'bob') \g /dev/null
select grow(60);
select append_event(open_ledger(ledger(), session()), numbered(1), 'CONTACT_CREATED', 'contact', numbered(2), 1, '{"name": "Zoë"}', 'why', '2026-01-02 03:04:05Z') \g /dev/null
select new_contact('{"name": "last"}') \g /dev/null

create function pg_temp.where_seq(change text, n bigint default 61) returns text language sql as $$
  select format('update events set %s where ledger_id = %L and seq = %s', change, ledger(), n);
$$;

select is_empty($$select * from operator.verify(ledger())$$, 'a sound ledger has no problems');
select is_empty($$select * from operator.verify(ledger('bob'))$$, 'nor has another');

-- a change in each column of an event
create temporary table changes (name text primary key, change text);
insert into changes values
  ('id', 'gen_random_uuid()'), ('type', '''CONTACT_UPDATED'''), ('aggregate_type', '''transaction'''), ('aggregate_id', 'gen_random_uuid()'), ('version', '2'),
  ('data', '''{"name":"Zoe"}'''), ('comment', '''Why'''), ('account_id', 'gen_random_uuid()'), ('device', '''ada''''s "phone".'''), ('made_at', 'made_at + interval ''1 microsecond'''),
  ('recorded_at', 'recorded_at - interval ''1 microsecond'''), ('hash', 'set_byte(hash, 31, get_byte(hash, 31) # 1)');
select is(found_after(pg_temp.where_seq(format('%I = %s', name, change))),
          array[format('event 61 (%s): its hash does not follow from its content and the hash before', numbered(1))], 'a changed ' || name)
  from changes where name <> 'id' order by name;
select matches((found_after(pg_temp.where_seq('id = gen_random_uuid()')))[1], '^event 61 \(.*\): its hash does not follow', 'a changed id');
select is(
  found_after(pg_temp.where_seq(format('%I = null', name)))::text like '%its hash does not follow%', true, 'a missing ' || name) from unnest('{comment,device,made_at}'::text[]) as name;
select matches((found_after(pg_temp.where_seq('data = ''{"name": "Zoë"}''')))[1], '^event 61 .*: its hash does not follow', 'a space in data');
select is(found_after(pg_temp.where_seq('seq = 99')), '{"event 61: is missing; the next one there is 62"}', 'a changed seq');
select is(found_after(pg_temp.where_seq(format('ledger_id = %L', gen_random_uuid()))), '{"event 61: is missing; the next one there is 62"}', 'a changed ledger_id');
select set_eq(
  $$select attname::text from pg_attribute where attrelid = 'events'::regclass and attnum > 0 and not attisdropped$$, $$select name from changes union select unnest('{seq,ledger_id}'::text[])$$,
  'that was each column');

-- events removed, swapped, added
select is(found_after(format('delete from events where ledger_id = %L and seq = %s', ledger(), n)), array[format('event %s: is missing; the next one there is %s', n, n + 1)], 'event ' || n || ' removed')
  from unnest('{1,30,61}'::integer[]) n;
select is(
  found_after(format('delete from events where ledger_id = %L and seq = 62', ledger())),
  '{"the ledger stands at event 62, but its last event is 61, or has another hash or time"}', 'the newest event removed');
select is(
  found_after(format('delete from events where ledger_id = %L', ledger())),
  '{"the ledger stands at event 62, but its last event is 0, or has another hash or time"}', 'all events removed');
select matches(
  (found_after(format('update events set seq = 1000 where ledger_id = %1$L and seq = 10; update events set seq = 10 where ledger_id = %1$L and seq = 11;
                       update events set seq = 11 where ledger_id = %1$L and seq = 1000', ledger())))[1], '^event 10 \(.*\): its hash does not follow', 'two events swapped');
select matches(
  (found_after(format('insert into events select ledger_id, 63, gen_random_uuid(), type, aggregate_type, gen_random_uuid(), version, data, comment, account_id, device, made_at, recorded_at, hash
                         from events where ledger_id = %L and seq = 62', ledger())))[1], '^event 63 \(.*\): its hash does not follow', 'an event added');
select is(
  found_after(format('update ledgers set %s where id = %L', change, ledger())),
  array[format('the ledger stands at event %s, but its last event is 62, or has another hash or time', head)], 'the ledger''s row: ' || change)
  from (values ('head = 61', 61), ('hash = sha256('''')', 62), ('recorded_at = recorded_at + interval ''1 second''', 62)) as v(change, head);

-- Faults that a chain made anew would hide.
create function pg_temp.rechain() returns text language sql as $$
  select format($do$
    do $in$
    declare
      e events;
      previous bytea := decode(repeat('00', 32), 'hex');
    begin
      for e in select v.* from events v where v.ledger_id = %1$L order by v.seq loop
        previous := event_hash(previous, e);
        update events set hash = previous where ledger_id = %1$L and seq = e.seq;
      end loop;
      update ledgers set hash = previous where id = %1$L;
    end
    $in$ $do$, ledger());
$$;
select is(found_after(pg_temp.where_seq('version = 3') || ';' || pg_temp.rechain()), array[format('contact %s: its versions are not 1, 2, 3 … in the order of its events', numbered(2))],
          'a version left out, the chain made anew');
select matches(
  found_after(pg_temp.where_seq('recorded_at = recorded_at - interval ''1 day''') || ';' || pg_temp.rechain())::text, 'event 61 \([^)]*\): recorded before the one before it',
  'a time that decreases, the chain made anew');
select matches(
  found_after(pg_temp.where_seq('data = ''{"name":"Zoe"}''') || ';' || pg_temp.rechain())::text, '^{"contacts: stored .*Zoë.*, but the events give .*Zoe',
  'another name, the chain made anew: the projections tell');

-- a changed, missing or surplus row of each projection
create temporary table damage (projection text, column_name text, change text);
insert into damage
select p, a.attname, case
    when a.attname = 'direction' then 'case direction when ''lent'' then ''owed'' else ''lent'' end'
    when a.attname = 'currency' then '''XXX'''
    when a.attname = 'outstanding' then 'amount - outstanding + case when outstanding * 2 = amount then 1 else 0 end'
    when a.atttypid = 'boolean'::regtype then format('not %I', a.attname)
    when a.atttypid = 'uuid'::regtype then 'gen_random_uuid()'
    when a.atttypid = 'uuid[]'::regtype then format('%I || gen_random_uuid()', a.attname)
    when a.atttypid in ('text'::regtype, 'contact_name'::regtype) then format('coalesce(%I, '''') || ''x''', a.attname)
    when a.atttypid = 'date'::regtype then format('coalesce(%I, ''2026-01-01'') + 1', a.attname)
    when a.atttypid = 'timestamptz'::regtype then format('%I + interval ''1 microsecond''', a.attname)
    else format('%I + 1', a.attname) end
  from projections() p join pg_attribute a on a.attrelid = p::regclass and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
   and not exists (select from pg_index i where i.indrelid = a.attrelid and i.indisprimary and a.attnum = any (i.indkey))
   -- Some columns of a row can only change together.
   and (p, a.attname) not in (('transactions', 'type'), ('transactions', 'currency'), ('transactions', 'description'));
create function pg_temp.row_of(projection text) returns text language sql as $$
  select format('ctid = (select r.ctid from %I r where r.ledger_id = %L order by r::text limit 1)', projection, ledger());
$$;
create function pg_temp.verdict(problems text[]) returns text language sql as $$
  select string_agg(regexp_replace(p, '{.*?}(?=, but|$)', 'a row', 'g'), '; ') from unnest(problems) p;
$$;
select is(pg_temp.verdict(found_after(format('update %I set %I = %s where %s', projection, column_name, change, pg_temp.row_of(projection)))),
          projection || ': stored a row, but the events give a row', format('%s: a changed %s', projection, column_name))
  from damage order by projection, column_name;
select is(pg_temp.verdict(found_after(format('delete from %I where %s', p, pg_temp.row_of(p)))), p || ': stored nothing, but the events give a row', p || ': a missing row')
  from projections() p;
select is(pg_temp.verdict(found_after(format('insert into %1$I select (jsonb_populate_record(r, %2$L)).* from %1$I r where %3$s', p, surplus, pg_temp.row_of(p)))),
          p || ': stored a row, but the events give nothing', p || ': a surplus row')
  from (values ('contacts', '{"id": "00000000-0000-4000-8000-000000000099"}'), ('contacts_past', '{"from_seq": 9999}'), ('transactions_past', '{"from_seq": 9999}'),
               ('settlements', '{"position": 99}'), ('balances', '{"currency": "XXX"}'), ('balances_past', '{"from_seq": 9999}'), ('gross_amounts', '{"unit": "XXX"}'),
               ('changes_by_day', '{"currency": "XXX"}')) as v(p, surplus);
select is(pg_temp.verdict(found_after(format(
  'insert into transactions (ledger_id, id, created_seq, contact_id, type, direction, amount, currency, transaction_date, outstanding, version, created_at, updated_at, search, from_seq)
   values (%L, gen_random_uuid(), 1, gen_random_uuid(), ''money'', ''lent'', 1, ''EUR'', ''2026-01-01'', 1, 1, now(), now(), '''', 1)', ledger()))),
  'transactions: stored a row, but the events give nothing', 'transactions: a surplus row');
select is(cardinality(found_after(format('delete from contacts where ledger_id = %L; update gross_amounts set amount = amount + 1 where ledger_id = %1$L', ledger()))),
  (select count(*)::integer from rows_of('contacts')) + (select count(*)::integer from rows_of('gross_amounts')), 'all differences are told, one a row');

-- nothing of this was kept
select is_empty($$select * from operator.verify(ledger())$$, 'verify changes nothing');
select is_empty($$select relname from pg_class where relname like 'stored\_%'$$, 'and leaves nothing behind');
select throws_ok($$select * from operator.verify(gen_random_uuid())$$, 'P0002', null, 'a ledger that is not there cannot be sound');

select * from finish();
rollback;
