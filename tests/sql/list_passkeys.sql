begin;
select plan(3);
select sign_up('ada');
select sign_up('bob');
select new_passkey(9, 'bob') \g /dev/null
select is((select body from api.list_passkeys(ledger(), session(), null, '{}')), '[]', 'none yet');
select new_passkey(n) from unnest('{2,1}'::int[]) n \g /dev/null
select is((select names(body) from api.list_passkeys(ledger(), session(), null, '{}')), 'Key 2 Key 1', 'one''s own, oldest first');
select is(refusal($$select api.list_passkeys(ledger('bob'), session(), null, '{}')$$), session_has_ended(), 'nobody else''s');
select * from finish();
rollback;
