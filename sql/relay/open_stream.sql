create or replace function relay.open_stream(ledger uuid, session uuid, out epoch text, out head bigint, out alive boolean) returns setof record
language sql stable security definer set search_path = debt, pg_temp as $$
  select l.epoch::text, l.head, s.id is not null
    from ledgers l left join sessions s on s.ledger_id = l.id and s.id = session and s.ended_at is null
   where l.id = ledger and l.erased_at is null;
$$;
comment on function relay.open_stream is 'Where a ledger stands, and whether the session lives. No row: there is no such ledger.';
