begin;
select plan(6);
select sign_up('ada');
select sign_up('bob');

select is((api.get_settings(ledger(), session(), null, '{}')).body, '{"default_currency":null,"direction_colors":"default","locale":null,"theme":"system"}', 'the defaults, until something is chosen');
select matches((api.get_settings(ledger(), session(), null, '{}')).etag, '^1\.settings\.', 'which are version 1');
create temporary table earlier as select etag from api.get_settings(ledger(), session(), null, '{}');
select results_eq(
  $$select a.body, a.etag from earlier e, api.get_settings(ledger(), session(), e.etag, '{}') a$$, $$select null::text, etag from earlier$$,
  'an answer that the client has is not sent again');
select api.replace_settings(ledger(), session(), '{"theme": "dark"}', null) \g /dev/null
select is((select a.body::jsonb->>'theme' from earlier e, api.get_settings(ledger(), session(), e.etag, '{}') a), 'dark', 'when something was chosen, it is');
select is((api.get_settings(ledger('bob'), session('bob'), null, '{}')).body::jsonb->>'theme', 'system', 'another ledger has its own');
select is(refusal($$select api.get_settings(ledger(), session('bob'), null, '{}')$$), session_has_ended(), 'another ledger''s session is none');

select * from finish();
rollback;
