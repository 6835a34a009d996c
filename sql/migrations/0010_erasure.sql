-- The one way out of the log: the events of a ledger that is marked as erased may be deleted, all of them in one statement or none.
-- Everything else that would change an event stays refused, whoever asks.

drop trigger events_are_immutable on events;
create trigger events_are_immutable before update or truncate on events
  for each statement execute function events_are_immutable();

-- After the statement, over the rows it took: one look, however many they are.
create function events_are_erased_whole() returns trigger language plpgsql as $$
begin
  if exists (select from (select distinct ledger_id from gone) g left join debt.ledgers l on l.id = g.ledger_id where l.erased_at is null) then
    raise exception 'events are immutable: % is refused', tg_op using errcode = 'restrict_violation';
  end if;
  if exists (select from (select distinct ledger_id from gone) g join debt.events e on e.ledger_id = g.ledger_id) then
    raise exception 'a ledger is erased whole or not at all' using errcode = 'restrict_violation';
  end if;
  return null;
end
$$;
comment on function events_are_erased_whole is 'Lets a deletion through where all it took were the events of erased ledgers, and nothing of those is left.';
create trigger events_are_erased_whole after delete on events referencing old table as gone
  for each statement execute function events_are_erased_whole();

comment on column ledgers.erased_at is 'When the account was deleted. The row stays as a tombstone: the id is never given out again, and nothing else is left of the ledger.';
