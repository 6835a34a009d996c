create or replace function read_ledger(ledger uuid, session uuid) returns ledger_head language plpgsql stable as $$
declare
  head ledger_head;
begin
  select l.id, l.epoch, l.head, l.hash, l.recorded_at, s.account_id, s.device into head
    from ledgers l join sessions s on s.ledger_id = l.id
   where l.id = ledger and l.erased_at is null and s.id = session and s.ended_at is null;
  if not found then
    perform refuse('LD001', 'The session has ended. Sign in again.');
  end if;
  return head;
end
$$;
comment on function read_ledger is
'Where a ledger stands, for reading; checks the session in the same statement.
LD001: no such ledger, or the session is not a living one of it.';
