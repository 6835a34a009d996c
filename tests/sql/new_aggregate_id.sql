begin;
select plan(7);
select sign_up('ada');
select sign_up('bob');
select new_contact('{"id": "00000000-0000-4000-8000-000000000001", "name": "Cid"}') \g /dev/null

select is(new_aggregate_id(ledger(), '{"id": "00000000-0000-4000-8000-000000000002"}'), numbered(2), 'the id that is asked for');
select isnt(new_aggregate_id(ledger(), '{}'), null, 'one that is drawn');
select isnt(new_aggregate_id(ledger(), '{}'), new_aggregate_id(ledger(), '{}'), 'another each time');
select isnt(new_aggregate_id(ledger(), '{"id": null}'), null, 'null asks for none');
select is(refusal($$select new_aggregate_id(ledger(), '{"id": "00000000-0000-4000-8000-000000000001"}')$$)->>'sqlstate', 'LD007', 'one that is there is taken');
delete from contacts where ledger_id = ledger();
select is(refusal($$select new_aggregate_id(ledger(), '{"id": "00000000-0000-4000-8000-000000000001"}')$$)->>'sqlstate', 'LD007', 'one that was there, too');
select is(new_aggregate_id(ledger('bob'), '{"id": "00000000-0000-4000-8000-000000000001"}'), numbered(1), 'another ledger has its own');
select * from finish();
rollback;
