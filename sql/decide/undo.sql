create or replace function refuse_undo(reason text) returns void language plpgsql as $$
begin
  perform refuse('LD010', reason);
end
$$;
comment on function refuse_undo is 'Raises LD010 (cannot_undo), saying why.';

create or replace function find_event(ledger uuid, event uuid) returns events language plpgsql stable as $$
declare
  e events;
begin
  select v.* into e from events v where v.ledger_id = ledger and v.id = event;
  if not found then
    perform refuse('LD006', 'There is no such event.');
  end if;
  return e;
end
$$;
comment on function find_event is 'An event of the log. LD006 (not_found).';

create or replace function check_undo(target events) returns void language plpgsql stable as $$
begin
  if target.id = any (undone_events(target.ledger_id, target.aggregate_id, 9223372036854775807)) then
    perform refuse_undo('The event is undone already.');
  end if;
  if target.type = 'CONTACT_CREATED'
     and exists (select from transactions t where t.ledger_id = target.ledger_id and t.contact_id = target.aggregate_id) then
    perform refuse_undo('There are transactions with this contact.');
  end if;
end
$$;
comment on function check_undo is 'LD010 (cannot_undo): undone already, or the contact that the event created has transactions. What else stands against it is seen by check_undone.';

create or replace function check_story(ledger uuid, aggregate uuid) returns void language plpgsql stable as $$
declare
  kind text;
  there boolean := false;
begin
  for kind in select split_part(e.type, '_', 2) from effective_events(ledger, aggregate, 9223372036854775807) e loop
    if there = (kind = 'CREATED') then
      perform refuse_undo('A later event needs it: undo that one first.');
    end if;
    there := kind <> 'DELETED';
  end loop;
end
$$;
comment on function check_story is 'LD010 (cannot_undo): the events of an aggregate that stand do not begin with a creation, or go on after a deletion.';

create or replace function check_links(t transactions) returns void language plpgsql stable as $$
begin
  if exists (
    select from settlements s
      join transactions r on r.ledger_id = s.ledger_id and r.id = s.repayment_id
      join transactions d on d.ledger_id = s.ledger_id and d.id = s.debt_id
     where s.ledger_id = t.ledger_id and (s.repayment_id = t.id or s.debt_id = t.id)
       and (r.contact_id <> d.contact_id or r.type <> d.type or r.currency <> d.currency or r.direction = d.direction)) then
    perform refuse_undo('A link by settling would no longer fit: the two would differ in contact, type or currency, or go the same way.');
  end if;
end
$$;
comment on function check_links is 'LD010 (cannot_undo): a repayment and its debt no longer fit together.';

create or replace function check_undone(target events) returns void language plpgsql stable as $$
declare
  state aggregate_state := aggregate_state(target.ledger_id, target.aggregate_id, 9223372036854775807);
  t transactions;
begin
  perform check_story(target.ledger_id, target.aggregate_id);
  if target.aggregate_type = 'contact' then
    -- What comes back with a contact may be linked to what has been moved to another one since.
    perform check_links(c) from transactions c where c.ledger_id = target.ledger_id and c.contact_id = target.aggregate_id;
    return;
  end if;
  if state.data is null then
    if target.type = 'TRANSACTION_CREATED'
       and exists (select from settlements s where s.ledger_id = target.ledger_id and s.debt_id = target.aggregate_id) then
      perform refuse_undo('A repayment settles this transaction.');
    end if;
    return;
  end if;
  if not exists (select from contacts c where c.ledger_id = target.ledger_id and c.id = (state.data->>'contact_id')::uuid) then
    perform refuse_undo('The transaction would be left without its contact.');
  end if;
  select o.* into t from transactions o where o.ledger_id = target.ledger_id and o.id = target.aggregate_id;
  perform check_links(t);
end
$$;
comment on function check_undone is
'Whether what an undo has made can stand; called after it was folded, its refusal takes everything back.
LD010 (cannot_undo): later events need what was undone, a transaction has no contact, or a link no longer fits.';

create or replace function append_undo(head ledger_head, event_id uuid, target events, comment text, made_at timestamptz default null) returns events
language plpgsql as $$
declare
  e events;
begin
  perform check_undo(target);
  begin
    e := append_event(head, event_id, 'EVENT_UNDONE', target.aggregate_type, target.aggregate_id,
                      next_version(head.ledger_id, target.aggregate_id), jsonb_build_object('event_id', target.id), append_undo.comment,
                      append_undo.made_at);
  exception
    when check_violation then
      perform refuse_undo('The amounts of this ledger would add up to more than 9007199254740991.');
    when no_data_found then
      perform refuse_undo('The transaction would be left without its contact.');
  end;
  perform check_undone(target);
  return e;
end
$$;
comment on function append_undo is 'Undoes an event by another. LD010 (cannot_undo): see check_undo and check_undone; then nothing has happened.';
