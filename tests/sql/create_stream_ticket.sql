begin;
select plan(3);
select sign_up('ada');
select api.create_stream_ticket(ledger(), session(), sha256('1'), 30) \g /dev/null
select results_eq($$select hash, session_id, expires_at > now() + interval '29 seconds' from stream_tickets where ledger_id = ledger()$$,
  $$values (sha256('1'), session(), true)$$, 'a ticket is kept by its hash, for its session');
select count(api.create_stream_ticket(ledger(), session(), sha256(('x' || n)::bytea), 30)) from generate_series(1, 300) n \g /dev/null
select is((select count(*) from stream_tickets where ledger_id = ledger()), 100::bigint, 'a hundred of them wait at most');
update stream_tickets set expires_at = now() - interval '1 second';
select api.create_stream_ticket(ledger(), session(), sha256('2'), 30) \g /dev/null
select is((select count(*) from stream_tickets where ledger_id = ledger()), 1::bigint, 'and none that has expired');
select * from finish();
rollback;
