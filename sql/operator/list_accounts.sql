create or replace function operator.list_accounts(out account uuid, out ledger uuid, out username text, out display_name text,
  out created_at timestamptz, out events bigint, out disabled boolean, out sessions bigint) returns setof record
language sql stable security definer set search_path = debt, pg_temp as $$
  select a.id, a.ledger_id, a.username, a.display_name, a.created_at, l.head, a.disabled_at is not null,
         (select count(*) from sessions s where s.ledger_id = a.ledger_id and s.ended_at is null)
    from accounts a join ledgers l on l.id = a.ledger_id where l.erased_at is null order by lower(a.username);
$$;
comment on function operator.list_accounts is 'All accounts, by user name. sessions: those that have not ended.';
