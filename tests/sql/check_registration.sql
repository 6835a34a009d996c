begin;
select plan(8);

create function pg_temp.check(username text, registration text) returns jsonb language sql as $$
  select refusal(format('select * from api.check_registration(%L, %L)', username, registration));
$$;

select is(pg_temp.check('ada', 'first'), null, 'the first account may register');
select is(pg_temp.check('ada', 'open'), null, 'anyone may register where it is open');
select is(
  pg_temp.check('ada', 'closed'), '{"sqlstate": "LD005", "message": "Registration is closed on this server."}', 'nobody where it is closed');
select results_eq(
  $$select body, etag, id, replayed, next from api.check_registration('ada', 'open')$$,
  $$select null::text, null::text, null::uuid, null::boolean, null::text$$, 'the answer is one empty row');

select operator.add_account('Ünal', null, null) \g /dev/null
select is(pg_temp.check('ada', 'first')->>'sqlstate', 'LD005', 'the second account is not the first');
select is(
  pg_temp.check('Ünal', 'open'),
  '{"sqlstate": "LD012", "message": "This user name is taken.", "errors": [{"field": "username", "code": "taken", "message": "Choose another user name."}]}',
  'a user name is there once');
select is(pg_temp.check('üNAL', 'open')->>'sqlstate', 'LD012', 'in whatever case');
select is(pg_temp.check('Ünal', 'closed')->>'sqlstate', 'LD005', 'where it is closed nobody learns who has an account');

select * from finish();
rollback;
