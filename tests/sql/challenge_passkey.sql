begin;
select plan(4);
select sign_up('ada');
select sign_up('bob');
select new_passkey(1, 'bob') \g /dev/null
select is((select known from api.challenge_passkey(ledger(), session())), '[]', 'no passkey yet: nothing to exclude');
select new_passkey(1) \g /dev/null
select results_eq($$select format('{%s}', user_names)::jsonb, known::jsonb from api.challenge_passkey(ledger(), session())$$,
  $$select jsonb_build_object('name', username(), 'displayName', 'Ada'), '[{"type": "public-key", "id": "AAE", "transports": ["internal"]}]'::jsonb$$,
  'the account''s names, and its own passkeys');
select is(refusal($$select api.challenge_passkey(ledger(), session('bob'))$$), session_has_ended(), 'only for a session of the ledger');
update sessions set started_at = started_at - interval '61 minutes' where ledger_id = ledger();
select is(refusal($$select api.challenge_passkey(ledger(), session())$$)->>'sqlstate', 'LD004', 'and only soon after signing in');
select * from finish();
rollback;
