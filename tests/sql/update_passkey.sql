begin;
select plan(3);
select sign_up('ada');
select sign_up('bob');
select is((select body::jsonb->>'name' from api.update_passkey(ledger(), session(), '{"name": "Laptop"}', new_passkey(1), null)), 'Laptop', 'it has another name');
select is((select names(body) from api.list_passkeys(ledger(), session(), null, '{}')), 'Laptop', 'and keeps it');
select is(refusal(format('select api.update_passkey(ledger(), session(), ''{"name": "x"}'', %L, null)', new_passkey(1, 'bob')))->>'sqlstate', 'LD006', 'another account''s is none');
select * from finish();
rollback;
