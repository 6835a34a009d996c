begin;
select plan(1);
select results_eq(
  $$select body = current_setting('server_version'), etag, id, replayed, next from api.get_health()$$,
  $$values (true, null::text, null::uuid, null::boolean, null::text)$$, 'the database tells its version');
select * from finish();
rollback;
