create or replace function keep_contact(ledger uuid, contact uuid, seq bigint) returns void language plpgsql as $$
begin
  insert into contacts_past
  select c.*, keep_contact.seq from contacts c where c.ledger_id = ledger and c.id = contact and c.from_seq < keep_contact.seq;
end
$$;
comment on function keep_contact is 'Keeps a contact''s row in contacts_past before event `seq` changes or removes it. Once an event: a second call does nothing, if the row was changed between.';

create or replace function refresh_contact(ledger uuid, contact uuid, seq bigint) returns void language plpgsql as $$
declare
  c debt.contacts;
  balances_json text;
begin
  perform keep_contact(ledger, contact, refresh_contact.seq);
  select o.* into strict c from contacts o where o.ledger_id = ledger and o.id = contact;
  select string_agg(render_balance(b.currency, b.amount), ',' order by b.currency) into balances_json
    from balances b where b.ledger_id = ledger and b.contact_id = contact;
  select coalesce(sum(t.outstanding) filter (where t.direction = 'lent'), 0), coalesce(sum(t.outstanding) filter (where t.direction = 'owed'), 0)
    into c.items_lent, c.items_owed
    from transactions t where t.ledger_id = ledger and t.contact_id = contact and t.type = 'item' and t.outstanding > 0;
  c.settled := balances_json is null and c.items_lent = 0 and c.items_owed = 0;
  update contacts o
     set items_lent = c.items_lent, items_owed = c.items_owed, settled = c.settled,
         rendered = render_contact(c, balances_json), from_seq = refresh_contact.seq
   where o.ledger_id = ledger and o.id = contact;
end
$$;
comment on function refresh_contact is
'Writes a contact''s row anew from its fields, balances and open items, as of event `seq`; what it was before goes to contacts_past.';
