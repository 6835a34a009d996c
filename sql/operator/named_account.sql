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
  ended bigint;
begin
  update sessions s set ended_at = clock_timestamp()
    from accounts a where a.id = account and s.ledger_id = a.ledger_id and s.account_id = a.id and s.ended_at is null;
  get diagnostics ended = row_count;
  return ended;
end
$$;
comment on function end_sessions is 'Ends all sessions of an account, and with them its access and refresh tokens and its streams. Returns how many those were.';
