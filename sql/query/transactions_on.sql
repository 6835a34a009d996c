create or replace function transactions_on(ledger uuid, day date) returns setof transactions language sql stable as $$
  with dated as (
    select t.* from transactions t where t.ledger_id = ledger and t.transaction_date <= day
  ), closed as (
    select side.id, sum(s.amount) as amount
      from settlements s
      join dated r on r.id = s.repayment_id
      join dated d on d.id = s.debt_id
      cross join lateral (values (r.id), (d.id)) as side(id)
     where s.ledger_id = ledger
     group by side.id
  )
  select t.ledger_id, t.id, t.created_seq, t.contact_id, t.type, t.direction, t.amount, t.currency, t.description,
         t.transaction_date, t.due_date, t.settles, o.outstanding,
         case when o.outstanding = 0 then 'settled' when o.outstanding < t.amount then 'partly_settled' else 'open' end,
         t.version, t.created_at, t.updated_at, t.search, t.from_seq
    from dated t
    left join closed c on c.id = t.id
    cross join lateral (select t.amount - coalesce(c.amount, 0)::bigint as outstanding) as o;
$$;
comment on function transactions_on is
'The transactions as of the end of a day by today''s knowledge: those dated until then, and of their links those between two of them.';
