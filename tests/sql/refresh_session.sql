begin;
select plan(29);
select sign_up('ada');
select sign_up('bob');

-- The token of generation n is 'token n'.
create function pg_temp.hash(generation integer) returns bytea language sql as $$ select sha256(convert_to('token ' || generation, 'UTF8')); $$;
create function pg_temp.refresh(generation integer, hash_of integer default null, ledger uuid default ledger()) returns integer language sql as $$
  select next_generation from api.refresh_session(ledger, numbered(1), generation, pg_temp.hash(coalesce(hash_of, generation)), pg_temp.hash(generation + 1), 60);
$$;
create function pg_temp.lives() returns boolean language sql as $$
  select ended_at is null from sessions where ledger_id = ledger() and id = numbered(1);
$$;
create function pg_temp.begin_anew() returns void language sql as $$
  delete from sessions where id = numbered(1);
  select api.start_session(username(), ledger(), account(), numbered(1), 'a phone', pg_temp.hash(1), null);
$$;
create function pg_temp.pass(span interval) returns void language sql as $$
  update sessions set rotated_at = rotated_at - span, last_used_at = last_used_at - span where ledger_id = ledger() and id = numbered(1);
$$;

-- rotation
select pg_temp.begin_anew();
select pg_temp.pass('1 hour');
select results_eq(
  $$select next_generation, account::jsonb from api.refresh_session(ledger(), numbered(1), 1, pg_temp.hash(1), pg_temp.hash(2), 60)$$,
  $$select 2, jsonb_build_object('id', account(), 'username', username(), 'display_name', 'Ada')$$, 'the token gives the next one, and the account');
select results_eq(
  $$select refresh_generation, refresh_hash, previous_hash, last_used_at = rotated_at, rotated_at > started_at from sessions where id = numbered(1)$$,
  $$values (2, pg_temp.hash(2), pg_temp.hash(1), true, true)$$, 'which is kept as a hash, with the one before');
select is(pg_temp.refresh(1), 2, 'the token just replaced gives the same successor');
select is(pg_temp.refresh(1), 2, 'as often as it is shown');
select pg_temp.pass('20 seconds');
select is(pg_temp.refresh(1), 2, 'for a while');
select is(pg_temp.refresh(2), 3, 'the successor rotates in its turn');
select ok(pg_temp.lives(), 'the session lives');

-- an older one ends it
select is(pg_temp.refresh(1), null, 'a token before the one just replaced gives nothing');
select ok(not pg_temp.lives(), 'and ends the session');
select is(pg_temp.refresh(3), null, 'with all its tokens');
select is(refusal($$select api.get_sync(ledger(), numbered(1), null, '{}')$$), session_has_ended(), 'and whoever uses it');
select is((api.get_sync(ledger(), session(), null, '{}')).body::json->>'head', '0', 'other sessions live on');

select pg_temp.begin_anew();
select is(pg_temp.refresh(1), 2, 'a new session rotates');
select pg_temp.pass('31 seconds');
select is(pg_temp.refresh(1), null, 'after 30 seconds the token just replaced is an old one');
select ok(not pg_temp.lives(), 'and ends the session');

-- a session ends, however often it was refreshed
create function pg_temp.refresh_within(days integer) returns integer language sql as $$
  select next_generation from api.refresh_session(ledger(), numbered(1), 2, pg_temp.hash(2), pg_temp.hash(3), 60, null, days);
$$;
select pg_temp.begin_anew();
select is(pg_temp.refresh(1), 2, 'a new session rotates');
update sessions set started_at = started_at - interval '365 days' where id = numbered(1);
select is(pg_temp.refresh_within(365), null, 'a year after it began it does not, though its token is fresh');
select is(pg_temp.refresh_within(366), 3, 'unless the setting gives it longer');

-- refused, and nothing more
select pg_temp.begin_anew();
select is(pg_temp.refresh(1, 9), null, 'a token that is not the one that was given out gives nothing');
select is(pg_temp.refresh(2), null, 'nor does one of a generation that is still to come');
select is(pg_temp.refresh(1, 1, ledger('bob')), null, 'nor one of another ledger');
select is(pg_temp.refresh(1, 1, gen_random_uuid()), null, 'nor one of no ledger');
select is((select count(*) from api.refresh_session(ledger(), gen_random_uuid(), 1, '', '', 60)), 1::bigint, 'the answer is one row all the same');
select ok(pg_temp.lives(), 'none of which ends the session');
select is((select refresh_generation from sessions where id = numbered(1)), 1, 'or rotates it');
select pg_temp.pass('60 days');
select is(pg_temp.refresh(1), null, 'a token that has expired gives nothing');
select pg_temp.begin_anew();
select pg_temp.pass('59 days 23 hours');
select is(pg_temp.refresh(1), 2, 'just before it did');
select pg_temp.begin_anew();
update accounts set disabled_at = now() where id = account();
select is(pg_temp.refresh(1), null, 'a disabled account gets no tokens');
update accounts set disabled_at = null where id = account();
select is(
  (select next_generation from api.refresh_session(ledger(), session(), 1, null, pg_temp.hash(2), 60)), null, 'a session of the operator''s has no tokens to refresh');

select * from finish();
rollback;
