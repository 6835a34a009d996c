do $$
begin
  if to_regtype('debt.ledger_head') is null then
    create type ledger_head as (ledger_id uuid, epoch uuid, seq bigint, hash bytea, recorded_at timestamptz, account_id uuid, device text);
  end if;
end
$$;
comment on type ledger_head is 'Where a ledger stands, and who is at it.';

create or replace function open_ledger(ledger uuid, session uuid) returns ledger_head language plpgsql as $$
declare
  head ledger_head;
begin
  select l.id, l.epoch, l.head, l.hash, l.recorded_at, s.account_id, s.device into head
    from ledgers l join sessions s on s.ledger_id = l.id
   where l.id = ledger and l.erased_at is null and s.id = session and s.ended_at is null
     for update of l;
  if not found then
    perform refuse('LD001', 'The session has ended. Sign in again.');
  end if;
  return head;
end
$$;
comment on function open_ledger is
'Locks a ledger for writing until the transaction ends, and checks the session in the same statement.
LD001: no such ledger, or the session is not a living one of it.';
