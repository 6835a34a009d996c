create or replace function operator.issue_session(username text, device text, out ledger uuid, out account uuid, out session uuid) returns setof record
language sql security definer set search_path = debt, pg_temp as $$
  insert into sessions (ledger_id, id, account_id, device)
  select a.ledger_id, gen_random_uuid(), a.id, issue_session.device
    from accounts a where lower(a.username) = lower(issue_session.username) and a.disabled_at is null for no key update
  returning ledger_id, account_id, id;
$$;
comment on function operator.issue_session is 'Starts a session without a password, for the operator''s token. No row: no such account, or it is disabled.';
