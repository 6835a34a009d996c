create or replace function named_account(username text) returns accounts language plpgsql as $$
declare
  a accounts;
begin
  select o.* into a from accounts o where lower(o.username) = lower(named_account.username) for update;
  if not found then
    perform refuse('LD006', format('There is no account %s.', named_account.username));
  end if;
  return a;
end
$$;
comment on function named_account is
'The account of that user name, in whatever case, locked: no session begins until the transaction ends.
LD006: there is none.';

create or replace function end_sessions(account uuid) returns bigint language plpgsql as $$
declare
  ledger uuid := (select a.ledger_id from accounts a where a.id = account);
begin
  return close_sessions(ledger, other_sessions(ledger, null), 'session_ended', null, 'debtctl', null);
end
$$;
comment on function end_sessions is
'Ends all sessions of an account, and with them its access and refresh tokens and its streams, and records it. Returns how many those were.';
