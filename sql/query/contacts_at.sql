create or replace function contacts_at(ledger uuid, seq bigint) returns setof contacts language sql stable as $$
  select c.* from contacts c where c.ledger_id = ledger and c.from_seq <= contacts_at.seq
  union all
  select p.ledger_id, p.id, p.created_seq, p.from_seq, p.rendered, p.name, p.version, p.created_at, p.updated_at, p.items_lent, p.items_owed,
         p.settled, p.phone, p.email, p.notes, p.search
    from contacts_past p where p.ledger_id = ledger and p.from_seq <= contacts_at.seq and contacts_at.seq < p.until_seq;
$$;
comment on function contacts_at is 'The contacts as the ledger had them right after event `seq`.';

create or replace function balances_at(ledger uuid, seq bigint) returns setof balances language sql stable as $$
  select b.* from balances b where b.ledger_id = ledger and b.from_seq <= balances_at.seq
  union all
  select p.ledger_id, p.contact_id, p.currency, p.amount, p.from_seq
    from balances_past p where p.ledger_id = ledger and p.from_seq <= balances_at.seq and balances_at.seq < p.until_seq;
$$;
comment on function balances_at is 'The balances as the ledger had them right after event `seq`.';
