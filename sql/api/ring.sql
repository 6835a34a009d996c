create or replace function api.ring(ledger uuid) returns void language plpgsql security definer set search_path = debt, pg_temp as $$
begin
  if not exists (select from listeners n where n.ledger_id = ledger and n.until > clock_timestamp()) then
    return;
  end if;
  -- A transaction that notifies holds a lock of the whole cluster until its commit is flushed. This one need not be: the relay's sweep
  -- makes up for a bell that was lost.
  perform set_config('synchronous_commit', 'off', true);
  perform pg_notify('debt_doorbell', l.id || ' ' || l.head) from ledgers l where l.id = ledger;
end
$$;
comment on function api.ring is
'Rings the doorbell, if anybody listens to the ledger: tells the relay its head. Call it after the commit, in a transaction of its own.';
