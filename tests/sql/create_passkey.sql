begin;
select plan(9);
select sign_up('ada');
select sign_up('bob');
select is(body::jsonb - '{id,created_at}'::text[], '{"name": "Key 1", "backed_up": false, "last_used_at": null}', 'it is shown')
  from api.create_passkey(ledger(), session(), challenge(1), soon(), record(1), null);
select results_eq($$select credential_id, public_key, sign_count, transports from passkeys where ledger_id = ledger()$$,
  $$values ('\x0001'::bytea, '\xa5'::bytea, 5::bigint, '{internal}'::text[])$$, 'it is stored');
select is(refusal($$select api.create_passkey(ledger(), session(), challenge(1), soon(), record(2), null)$$)->>'sqlstate', 'LD014', 'a challenge is met once');
select is(refusal($$select new_passkey(1)$$)->>'sqlstate', 'LD014', 'whatever is registered');
select is(refusal($$select api.create_passkey(ledger(), session(), challenge(2), soon(), record(1), null)$$)->>'sqlstate', 'LD007', 'a passkey is registered once');
select isnt(new_passkey(1, 'bob'), null, 'in an account; another one may have the same');
insert into used_challenges values (ledger(), challenge(90), now() - interval '2 hours'), (ledger(), challenge(91), now() - interval '2 minutes');
select new_passkey(3) \g /dev/null
select results_eq($$select count(*) from used_challenges where ledger_id = ledger() and challenge in (challenge(90), challenge(91))$$, $$values (1::bigint)$$, 'what has expired long ago is forgotten');
update sessions set started_at = started_at - interval '61 minutes' where ledger_id = ledger();
select is(refusal($$select new_passkey(4)$$)->>'sqlstate', 'LD004', 'a device that was left signed in registers none');
update sessions set started_at = started_at + interval '61 minutes' where ledger_id = ledger();
select new_passkey(n) from generate_series(100, 147) n \g /dev/null
select is(refusal($$select new_passkey(148)$$)->>'sqlstate', 'LD004', 'fifty are enough');
select * from finish();
rollback;
