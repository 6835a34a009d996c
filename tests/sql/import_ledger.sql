-- An export taken into another ledger: the same state, the same chain; and whatever is wrong with it is refused whole.
begin;
select no_plan();
select sign_up('ada');
select sign_up('bob');
select setseed(0.8) \g /dev/null
select grow(300) \g /dev/null
select api.undo_event(ledger(), session(), null, '{}', (select id from events where ledger_id = ledger() and seq = 299), null) \g /dev/null
select api.update_contact(ledger(), session(), null, '{"name": "Zoë", "comment": "renamed"}', (select id from contacts where ledger_id = ledger() order by created_seq limit 1), null) \g /dev/null
select api.delete_contact(ledger(), session(), null, '{"with_transactions": true}', (select id from contacts where ledger_id = ledger() order by created_seq desc limit 1), null) \g /dev/null
select api.replace_settings(ledger(), session(), '{"theme": "dark"}', null) \g /dev/null

create temporary table file as
  select jsonb_build_object('format', 'debt-tracker', 'version', 1, 'head', l.head, 'settings', '{"theme": "dark"}'::jsonb,
                            'events', (select jsonb_agg(event_json(e)::jsonb order by e.seq) from events e where e.ledger_id = l.id)) as j
    from ledgers l where l.id = ledger();
create function pg_temp.import(file jsonb) returns api.answer language sql as $$
  select api.import_ledger(ledger('bob'), session('bob'), file);
$$;
create function pg_temp.refused(file jsonb) returns text language sql as $$
  select concat_ws(' ', r->>'sqlstate', r#>>'{errors,0,field}', r#>>'{errors,0,message}') from refusal(format('select pg_temp.import(%L)', file)) r;
$$;
create function pg_temp.with(n integer, path text, value jsonb) returns jsonb language sql as $$
  select jsonb_set(j, ('{events,' || n || ',' || path || '}')::text[], value) from file;
$$;

-- refused
select is(pg_temp.refused(pg_temp.with(7, path, value)), 'LD014 events[7] ' || reason, 'event 8, another ' || path) from (values
  ('comment', '"x"'::jsonb, 'Its hash does not follow from its content and the hash before.'), ('data', '{"name": "x"}', 'Its hash does not follow from its content and the hash before.'),
  ('actor,device', '"x"', 'Its hash does not follow from its content and the hash before.'), ('seq', '9', 'It must be number 8.'), ('type', '"CONTACT_DELETED"', 'Its hash does not follow from its content and the hash before.'), ('type', '"X"', 'It has a value that cannot be.'),
  ('recorded_at', '"x"', 'It has a value that cannot be.'), ('id', '"x"', 'It has a value that cannot be.'), ('version', '99999999999999999999', 'It has a value that cannot be.')) as v(path, value, reason);
select is(pg_temp.refused((select jsonb_set(j, '{events}', (j->'events') - 4) from file)), 'LD014 events[4] It must be number 5.', 'a gap');
select is(pg_temp.refused((select jsonb_set(j, '{events}', (j->'events') - -1) from file)), 'LD014 head The last event must be number ' || (select j->>'head' from file) || ': the file is not whole.', 'the end cut off');
select is(pg_temp.refused((select j - 'events' from file)), 'LD014 events Must be the array of the events.', 'no events');
select is(pg_temp.refused((select j || jsonb_build_object('settings', settings) from file)), 'LD014 settings There are settings that cannot be.', 'settings: ' || settings::text)
  from unnest('{"{\"mood\": \"x\"}", "{\"theme\": 5}", "{\"theme\": \"<b>\"}", "{\"theme\": {}}"}'::jsonb[]) settings;
select is(pg_temp.refused((select j || '{"version": 2}' from file)), 'LD014 format This is not an export of version 1.', 'another version');

-- A chain that holds, of what the rules refuse.
create function pg_temp.chained(events jsonb) returns jsonb language plpgsql as $$
declare
  said jsonb;
  e events;
  previous bytea := decode(repeat('00', 32), 'hex');
  done jsonb := '[]';
begin
  for said in select v from jsonb_array_elements(events) v loop
    e := imported_event(ledger('bob'), said || jsonb_build_object('seq', jsonb_array_length(done) + 1, 'hash', repeat('00', 32)));
    e.hash := event_hash(previous, e);
    previous := e.hash;
    done := done || (said || jsonb_build_object('seq', e.seq, 'hash', encode(e.hash, 'hex')));
  end loop;
  return jsonb_build_object('format', 'debt-tracker', 'version', 1, 'events', done);
end
$$;
create function pg_temp.event(type text, aggregate integer, data jsonb, version integer default 1, aggregate_type text default null, recorded_at text default '2026-01-01T00:00:00Z') returns jsonb language sql as $$
  select jsonb_build_object('id', gen_random_uuid(), 'type', type, 'aggregate_type', coalesce(aggregate_type, lower(split_part(type, '_', 1))), 'aggregate_id', numbered(aggregate), 'version', version,
                            'data', data, 'comment', null, 'actor', jsonb_build_object('account_id', account(), 'device', null), 'made_at', null, 'recorded_at', recorded_at);
$$;
create temporary table cid as select pg_temp.event('CONTACT_CREATED', 1, '{"name": "Cid"}') as e,
  pg_temp.event('TRANSACTION_CREATED', 11, '{"type": "money", "amount": 5, "currency": "EUR", "direction": "lent", "contact_id": "00000000-0000-4000-8000-000000000001", "transaction_date": "2026-01-01"}') as t;
select is(pg_temp.refused(pg_temp.chained(jsonb_build_array(e) || more)), 'LD014 events[1] ' || reason, reason) from cid, lateral (values
  (jsonb_build_array(e), 'Its version does not follow from the events before.'),
  (jsonb_build_array(e || '{"aggregate_id": "00000000-0000-4000-8000-000000000009"}'), 'It has a value that cannot be.'),
  (jsonb_build_array(pg_temp.event('CONTACT_UPDATED', 1, '{"name": "x"}', 3)), 'Its version does not follow from the events before.'),
  (jsonb_build_array(pg_temp.event('CONTACT_UPDATED', 2, '{"name": "x"}', 1)), 'There is no such contact.'),
  (jsonb_build_array(pg_temp.event('CONTACT_UPDATED', 1, '{"name": "x"}', 2, 'transaction')), 'Its aggregate_type is not that of its type.'),
  (jsonb_build_array(pg_temp.event('CONTACT_UPDATED', 1, '{"name": "x"}', 2, null, '2025-12-31T00:00:00Z')), 'It was recorded before the one before it, or will be in the future.'),
  (jsonb_build_array(pg_temp.event('CONTACT_UPDATED', 1, '{"name": "x"}', 2, null, '2999-12-31T00:00:00Z')), 'It was recorded before the one before it, or will be in the future.'),
  (jsonb_build_array(t || '{"data": {"type": "money", "amount": 5, "currency": "EUR", "direction": "lent", "contact_id": "00000000-0000-4000-8000-000000000002", "transaction_date": "2026-01-01"}}'), 'There is no such contact.'),
  (jsonb_build_array(pg_temp.event('EVENT_UNDONE', 1, '{"event_id": "00000000-0000-4000-8000-000000000099"}', 2, 'contact')), 'There is no such event.')) as v(more, reason);
-- What a worker would refuse in front of the database: the operator's import has nothing in front of it.
create function pg_temp.with_data(event jsonb, changed jsonb) returns jsonb language sql as $$ select jsonb_set(event, '{data}', event->'data' || changed); $$;
select is(pg_temp.refused(pg_temp.chained(jsonb_build_array(pg_temp.with_data(e, data)))), 'LD014 events[0] ' || reason, 'a contact with ' || left(data::text, 60))
  from cid, (values ('Its data has a field that no event of its type has, or a value of another form.', array['{"name": 5}', '{"phone": 5}', '{"mood": "x"}', '{"id": null, "tags": []}']::jsonb[]),
                    ('It has a value that cannot be.', array[jsonb_build_object('name', repeat('x', 201))]), ('Its phone is too long.', array[jsonb_build_object('phone', repeat('1', 65))]),
                    ('Its email is too long.', array[jsonb_build_object('email', repeat('x', 255))]), ('Its notes is too long.', array[jsonb_build_object('notes', repeat('x', 10001))]),
                    ('Its name is blank.', array[jsonb_build_object('name', E' \u2003')]),
                    ('Its name has control characters.', array(select jsonb_build_object('name', 'x' || c) from unnest(array[E'\t', E'\n', E'\r', E'\u0001', E'\u007f', E'\u0085', E'\u2028', E'\u2029']) c)),
                    ('Its notes has control characters.', array(select jsonb_build_object('notes', 'x' || c) from unnest(array[E'\u0001', E'\u000b', E'\u001f', E'\u007f', E'\u0085', E'\u009f']) c))) v(reason, all_data), unnest(all_data) data;
select is(pg_temp.refused(pg_temp.chained(jsonb_build_array(e, pg_temp.with_data(t, data)))), 'LD014 events[1] ' || reason, 'a transaction with ' || left(data::text, 60))
  from cid, (values ('Its data has a field that no event of its type has, or a value of another form.',
                     array['{"amount": "5"}', '{"transaction_date": "2026-1-1"}', '{"due_date": "January 8, 2026"}', '{"mood": "x"}',
                           '{"settles": []}', '{"status": "settled"}']::jsonb[]),
                    ('It has a value that cannot be.', array['{"settles": {}}', '{"amount": 5.5}', '{"currency": "eur"}']::jsonb[]),
                    ('Its days must be YYYY-MM-DD.', array['{"transaction_date": "infinity"}', '{"transaction_date": "0044-03-15 BC"}', '{"due_date": "10000-01-01"}']::jsonb[]),
                    ('Its description is too long.', array[jsonb_build_object('description', repeat('x', 1001))])) v(reason, all_data), unnest(all_data) data;
select is(pg_temp.refused(pg_temp.chained(jsonb_build_array(e || '{"aggregate_id": "00000000-0000-4000-8000-00000000000a"}', pg_temp.with_data(t, '{"contact_id": "00000000-0000-4000-8000-00000000000A"}')))),
          'LD014 events[1] Its data has a field that no event of its type has, or a value of another form.', 'an id in capitals') from cid;
select is(pg_temp.refused(pg_temp.chained(jsonb_build_array(e || envelope))), 'LD014 events[0] ' || reason, left(envelope::text, 60))
  from cid, (values (jsonb_build_object('comment', repeat('x', 1001)), 'Its comment is too long.'), ('{"comment": "\u0002"}', 'Its comment has control characters.'),
                    (jsonb_build_object('actor', jsonb_build_object('account_id', account(), 'device', repeat('x', 201))), 'Its device is too long.'),
                    (jsonb_build_object('actor', jsonb_build_object('account_id', account(), 'device', E'a\nb')), 'Its device has control characters.'),
                    ('{"made_at": "10000-01-01T00:00:00Z"}', 'Its times must be of the years 1 to 9999.'), ('{"made_at": "0044-03-15 00:00 BC"}', 'Its times must be of the years 1 to 9999.'),
                    ('{"recorded_at": "0044-03-15 00:00 BC"}', 'Its times must be of the years 1 to 9999.')) v(envelope, reason);
select is(pg_temp.refused(pg_temp.chained(jsonb_build_array(e, t, pg_temp.event(type, aggregate, data, 2)))),
          'LD014 events[2] Its data has a field that no event of its type has, or a value of another form.', type || ' with ' || data)
  from cid, (values ('CONTACT_UPDATED', 1, '{"name": 5}'::jsonb), ('CONTACT_DELETED', 1, '{"with_transactions": "true"}'), ('CONTACT_DELETED', 1, '{"with_transactions": true, "x": 1}'),
                    ('TRANSACTION_UPDATED', 11, '{"amount": "7"}'), ('TRANSACTION_DELETED', 11, '{"x": 1}'), ('TRANSACTION_DELETED', 11, '[]')) v(type, aggregate, data);
select is(pg_temp.refused(pg_temp.chained(jsonb_build_array(e, t, pg_temp.event('EVENT_UNDONE', 11, jsonb_build_object('event_id', upper(t->>'id')), 2, 'transaction')))),
          'LD014 events[2] Its data has a field that no event of its type has, or a value of another form.', 'an undo by an id in capitals') from cid;

select is(pg_temp.refused(pg_temp.chained(jsonb_build_array(e, t, pg_temp.event('CONTACT_DELETED', 1, '{}', 2)))), 'LD014 events[2] There is something left to be settled with this contact.',
          'a contact that is not settled') from cid;
select is(pg_temp.refused(pg_temp.chained(jsonb_build_array(e, t, pg_temp.event('EVENT_UNDONE', 1, jsonb_build_object('event_id', e->'id'), 2, 'contact')))),
          'LD014 events[2] There are transactions with this contact.', 'an undo that cannot be') from cid;
select is((select head from ledgers where id = ledger('bob')), 0::ledger_length, 'nothing of all this has happened');
select is_empty($$select from events where ledger_id = ledger('bob') union all select from contacts where ledger_id = ledger('bob')$$, 'not in part either');

-- taken
select is((pg_temp.import(j)).body::jsonb - 'epoch', jsonb_build_object('head', l.head, 'hash', encode(l.hash, 'hex')), 'it stands where the other one does') from file, ledgers l where l.id = ledger();
select results_eq($$select event_json(e) from events e where e.ledger_id = ledger('bob') order by e.seq$$, $$select event_json(e) from events e where e.ledger_id = ledger() order by e.seq$$, 'every event is the same');
create function pg_temp.state(who uuid) returns setof text language plpgsql as $$
declare
  p text;
begin
  for p in select * from projections() loop
    return query execute format('select %1$L || (to_jsonb(r) - ''ledger_id'')::text from %1$I r where r.ledger_id = $1', p) using who;
  end loop;
end
$$;
select set_eq($$select pg_temp.state(ledger('bob'))$$, $$select pg_temp.state(ledger())$$, 'and so is every row that follows from them');
select is_empty($$select * from operator.verify(ledger('bob'))$$, 'verify is content');
select is((api.get_settings(ledger('bob'), session('bob'), null, '{}')).body::jsonb->>'theme', 'dark', 'the settings came along');

-- again
select is((pg_temp.import(j)).replayed, true, 'sent again, it answers the same') from file;
select is(pg_temp.refused(pg_temp.chained(jsonb_build_array(e))), 'LD011', 'another file is refused: the ledger is not empty') from cid;
select new_contact('{"name": "next"}', 'bob') \g /dev/null
select is(pg_temp.refused(j), 'LD011', 'and so is the same, once it has gone on') from file;
select is_empty($$select * from operator.verify(ledger('bob'))$$, 'which it can');
select is(refusal(format('select operator.import_ledger(%L, %L)', ledger('bob'), j))->>'sqlstate', 'LD011', 'the operator too needs an empty one') from file;
select sign_up('cid');
select is(operator.import_ledger(ledger('cid'), j::text), (j->>'head')::bigint, 'and has it taken') from file;
select sign_up('eve');
select is(operator.import_ledger(ledger('eve'), pg_temp.chained(jsonb_build_array(
            pg_temp.event('CONTACT_CREATED', 1, jsonb_build_object('name', repeat('界', 200), 'phone', repeat('1', 64), 'email', repeat('x', 254), 'notes', E'\t\n\r\u2028' || repeat('界', 9996)))
            || jsonb_build_object('comment', repeat(E'\n', 1000), 'actor', jsonb_build_object('account_id', account(), 'device', repeat('界', 200)), 'made_at', '0001-01-01T00:00:00Z'),
            pg_temp.with_data(t, jsonb_build_object('description', repeat('x', 1000), 'transaction_date', '0001-01-01', 'due_date', '9999-12-31'))))::text), 2::bigint,
          'all that a worker would take is taken') from cid;
-- the ids of imported events
select is(refusal(format('select api.create_contact(ledger(''cid''), session(''cid''), %L, %L)', e.id, e.data))->>'sqlstate', 'LD016', 'are spent as keys: what request had them is not in the file')
  from events e where e.ledger_id = ledger('cid') and e.type = 'CONTACT_CREATED' order by e.seq limit 1;
select is((api.append_events(ledger('cid'), session('cid'), jsonb_build_object('events', jsonb_build_array(jsonb_build_object(
             'id', e.id, 'type', e.type, 'aggregate_id', e.aggregate_id, 'data', e.data, 'comment', e.comment))), '{}')).body::jsonb#>>'{results,0,status}', 'duplicate',
          'and an event that is sent once more is known')
  from events e where e.ledger_id = ledger('cid') and e.type = 'CONTACT_CREATED' order by e.seq limit 1;
select sign_up('dan');
select is(refusal(format('select operator.import_ledger(%L, %L)', ledger('dan'), 'no json'))->>'message', 'The file is no JSON.', 'if it is one');
select is(refusal($$select api.import_ledger(ledger(), session('bob'), '{}')$$), session_has_ended(), 'another ledger''s session is none');

select * from finish();
rollback;
