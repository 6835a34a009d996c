create or replace function remove_transactions_of(ledger uuid, contact uuid, seq bigint) returns void language plpgsql as $$
declare
  ids uuid[] := array(select t.id from transactions t where t.ledger_id = ledger and t.contact_id = contact);
begin
  perform keep_transactions(ledger, ids, remove_transactions_of.seq);
  perform move_gross(ledger, coalesce(t.currency, 'item'), -sum(t.amount)::bigint, -count(*))
     from transactions t where t.ledger_id = ledger and t.id = any (ids) group by t.currency;
  perform move_balance(ledger, contact, b.currency, -b.amount, remove_transactions_of.seq)
     from balances b where b.ledger_id = ledger and b.contact_id = contact;
  perform clear_days(ledger, contact);
  delete from settlements s where s.ledger_id = ledger and s.repayment_id = any (ids);
  delete from transactions t where t.ledger_id = ledger and t.id = any (ids);
end
$$;
comment on function remove_transactions_of is 'A contact goes, as of event `seq`, and its transactions with it.';

create or replace function restore_transactions_of(ledger uuid, contact uuid, seq bigint) returns void language plpgsql as $$
declare
  gone record;
begin
  for gone in
    select p.id, aggregate_state(ledger, p.id, restore_transactions_of.seq) as state
      from (select distinct o.id, o.created_seq from transactions_past o where o.ledger_id = ledger and o.contact_id = contact) p
     order by p.created_seq
  loop
    if (gone.state).data->>'contact_id' = contact::text then
      perform put_transaction(ledger, gone.id, gone.state, restore_transactions_of.seq);
    end if;
  end loop;
end
$$;
comment on function restore_transactions_of is 'A contact comes back by an undo, and what had gone with it.';

create or replace function put_contact(ledger uuid, contact uuid, state aggregate_state, seq bigint) returns void language plpgsql as $$
declare
  c debt.contacts;
  known boolean := false;
begin
  -- A creation finds nothing there: an id is given out once.
  if state.created_seq is distinct from put_contact.seq then
    select o.* into c from contacts o where o.ledger_id = ledger and o.id = contact;
    known := found;
  end if;
  if state.data is null then
    if known then
      perform remove_transactions_of(ledger, contact, put_contact.seq);
      perform keep_contact(ledger, contact, put_contact.seq);
      delete from contacts o where o.ledger_id = ledger and o.id = contact;
    end if;
    return;
  end if;
  c.ledger_id := ledger;
  c.id := contact;
  c.created_seq := state.created_seq;
  c.name := state.data->>'name';
  c.phone := state.data->>'phone';
  c.email := state.data->>'email';
  c.notes := state.data->>'notes';
  c.version := state.version;
  c.created_at := state.created_at;
  c.updated_at := state.updated_at;
  c.search := searchable(c.name, c.phone, c.email, c.notes);
  if known then
    perform keep_contact(ledger, contact, put_contact.seq);
    update contacts o set name = c.name, phone = c.phone, email = c.email, notes = c.notes, version = c.version,
           updated_at = c.updated_at, search = c.search, from_seq = put_contact.seq
     where o.ledger_id = ledger and o.id = contact;
    perform refresh_contact(ledger, contact, put_contact.seq);
    return;
  end if;
  c.items_lent := 0;
  c.items_owed := 0;
  c.settled := true;
  c.rendered := render_contact(c, null);
  c.from_seq := put_contact.seq;
  insert into contacts values (c.*);
  if state.created_seq < put_contact.seq then
    perform restore_transactions_of(ledger, contact, put_contact.seq);
  end if;
end
$$;
comment on function put_contact is 'Makes the projections hold a contact as `state` says, as of event `seq`: new, changed, gone, or back.';
