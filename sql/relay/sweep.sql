create or replace function relay.sweep(ledgers uuid[], sessions uuid[], out ledger uuid, out session uuid, out epoch text, out head bigint,
  out alive boolean) returns setof record language plpgsql security definer set search_path = debt, pg_temp as $$
begin
  perform listen_to(ledgers);
  return query
    select p.ledger, p.session, l.epoch::text, l.head::bigint, s.id is not null and l.erased_at is null
      from unnest(sweep.ledgers, sweep.sessions) as p(ledger, session)
      join debt.ledgers l on l.id = p.ledger
      left join debt.sessions s on s.ledger_id = p.ledger and s.id = p.session and s.ended_at is null;
end
$$;
comment on function relay.sweep is
'Where the ledgers of all open streams stand, and which of their sessions have ended: finds what a lost doorbell would have told, and keeps the
doorbells of these ledgers ringing. The arrays are pairs; one row a pair.';
