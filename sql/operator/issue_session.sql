create or replace function operator.issue_session(username text, device text, out ledger uuid, out account uuid, out session uuid) returns setof record
language plpgsql security definer set search_path = debt, pg_temp as $$
begin
  for ledger, account in
    select a.ledger_id, a.id from accounts a
     where lower(a.username) = lower(issue_session.username) and a.disabled_at is null for no key update loop
    insert into sessions (ledger_id, id, account_id, device)
    values (issue_session.ledger, gen_random_uuid(), issue_session.account, issue_session.device) returning id into session;
    perform record_activity(ledger, 'signed_in', session, device, null);
    return next;
  end loop;
end
$$;
comment on function operator.issue_session is
'Starts a session without a password, for the operator''s token, and records it. No row: no such account, or it is disabled.';
