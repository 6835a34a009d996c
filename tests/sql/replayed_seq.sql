begin;
select plan(9);
select sign_up('ada');
select sign_up('bob');
create function pg_temp.hash(body jsonb) returns bytea language sql as $$ select request_hash('create_contact', null, body); $$;

select is(replayed_seq(ledger(), numbered(1), pg_temp.hash('{"name": "x"}')), null, 'a new key has no event');
select api.create_contact(ledger(), session(), numbered(1), '{"name": "x"}') \g /dev/null
select is(replayed_seq(ledger(), numbered(1), pg_temp.hash('{"name": "x"}')), 1::bigint, 'a key that was used finds its event');
select is(replayed_seq(ledger('bob'), numbered(1), pg_temp.hash('{"name": "y"}')), null, 'in its ledger');
select is(
  refusal($$select replayed_seq(ledger(), numbered(1), pg_temp.hash('{"name": "y"}'))$$),
  '{"sqlstate": "LD016", "message": "This Idempotency-Key was used for another request."}', 'for its request');

select is(request_hash('a', null, '{"x": 1, "y": [1, 2]}'), request_hash('a', null, '{"y":[1,2],"x":1}'), 'white space and order of keys make no other request');
select isnt(request_hash('a', null, '{"x": [1, 2]}'), request_hash('a', null, '{"x": [2, 1]}'), 'the order of an array does');
select isnt(request_hash('a', null, '{}'), request_hash('b', null, '{}'), 'so does another operation');
select isnt(request_hash('a', numbered(1), '{}'), request_hash('a', numbered(2), '{}'), 'another target');
select isnt(request_hash('a', numbered(1), '{}'), request_hash('a', null, '{}'), 'or none');
select * from finish();
rollback;
