create or replace function api.ring(ledger uuid) returns void language plpgsql security definer set search_path = debt, pg_temp as $$
begin
  -- A transaction that notifies holds a lock of the whole cluster until its commit is flushed. This one need not be: the relay's sweep
  -- makes up for a bell that was lost.
  perform set_config('synchronous_commit', 'off', true);
  perform pg_notify('debt_doorbell', l.id || ' ' || l.head) from ledgers l where l.id = ledger;
end
$$;
comment on function api.ring is 'Rings the doorbell: tells the relay the ledger''s head. Call it after the commit, in a transaction of its own.';
