create or replace function api.ring(rung uuid[]) returns void language plpgsql security definer set search_path = debt, pg_temp as $$
begin
  if not exists (select from listeners n where n.ledger_id = any (rung) and n.until > clock_timestamp()) then
    return;
  end if;
  -- A transaction that notifies holds a lock of the whole cluster until its commit is flushed. This one need not be: the relay's sweep
  -- makes up for a bell that was lost.
  perform set_config('synchronous_commit', 'off', true);
  perform pg_notify('debt_doorbell', l.id || ' ' || l.head) from ledgers l
    where l.id = any (rung) and exists (select from listeners n where n.ledger_id = l.id and n.until > clock_timestamp());
end
$$;
comment on function api.ring is
'Rings the doorbell for those of these ledgers that anybody listens to: tells the relay their heads. Call it after the commit, in a
transaction of its own.';
