create or replace function transactions_at(ledger uuid, seq bigint) returns setof transactions language sql stable as $$
  select t.* from transactions t where t.ledger_id = ledger and t.from_seq <= transactions_at.seq
  union all
  select p.ledger_id, p.id, p.created_seq, p.contact_id, p.type, p.direction, p.amount, p.currency, p.description,
         p.transaction_date, p.due_date, p.settles, p.outstanding, p.status, p.version, p.created_at, p.updated_at, p.search, p.from_seq
    from transactions_past p where p.ledger_id = ledger and p.from_seq <= transactions_at.seq and transactions_at.seq < p.until_seq;
$$;
comment on function transactions_at is 'The transactions as the ledger had them right after event `seq`.';
