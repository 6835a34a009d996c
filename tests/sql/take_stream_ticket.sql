begin;
select plan(5);
select sign_up('ada');
select sign_up('bob');
select api.create_stream_ticket(ledger(), session(), sha256('1'), 30) \g /dev/null
select is_empty($$select api.take_stream_ticket(ledger('bob'), sha256('1'))$$, 'it is of one ledger');
select is_empty($$select api.take_stream_ticket(ledger(), sha256('2'))$$, 'and of one text');
select is(api.take_stream_ticket(ledger(), sha256('1')), session(), 'it leads to the session');
select is_empty($$select api.take_stream_ticket(ledger(), sha256('1'))$$, 'once');
select api.create_stream_ticket(ledger(), session(), sha256('1'), 0) \g /dev/null
select is_empty($$select api.take_stream_ticket(ledger(), sha256('1'))$$, 'and not when it has expired');
select * from finish();
rollback;
