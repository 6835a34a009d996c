create or replace function balances_on(ledger uuid, day date) returns setof balances language sql stable as $$
  select t.ledger_id, t.contact_id, t.currency, sum(signed_amount(t.direction, t.amount))::bigint, max(t.from_seq)
    from transactions t
   where t.ledger_id = ledger and t.transaction_date <= day and t.type = 'money'
   group by t.ledger_id, t.contact_id, t.currency
  having sum(signed_amount(t.direction, t.amount)) <> 0;
$$;
comment on function balances_on is 'The balances as of the end of a day by today''s knowledge.';

create or replace function contacts_on(ledger uuid, day date) returns setof contacts language sql stable as $$
  with money as (
    select b.contact_id, string_agg(render_balance(b.currency, b.amount), ',' order by b.currency) as balances
      from balances_on(ledger, day) b group by b.contact_id
  ), items as (
    select t.contact_id, coalesce(sum(t.outstanding) filter (where t.direction = 'lent'), 0)::bigint as lent,
           coalesce(sum(t.outstanding) filter (where t.direction = 'owed'), 0)::bigint as owed
      from transactions_on(ledger, day) t where t.type = 'item' group by t.contact_id
  ), then_held as (
    select c.*, coalesce(i.lent, 0) as lent, coalesce(i.owed, 0) as owed, m.balances,
           m.balances is null and coalesce(i.lent, 0) = 0 and coalesce(i.owed, 0) = 0 as was_settled
      from contacts c left join money m on m.contact_id = c.id left join items i on i.contact_id = c.id
     where c.ledger_id = ledger
  )
  select h.ledger_id, h.id, h.created_seq, h.from_seq,
         render_contact(row(h.ledger_id, h.id, h.created_seq, h.from_seq, h.rendered, h.name, h.version, h.created_at, h.updated_at, h.lent, h.owed,
                            h.was_settled, h.phone, h.email, h.notes, h.search)::contacts, h.balances),
         h.name, h.version, h.created_at, h.updated_at, h.lent, h.owed, h.was_settled, h.phone, h.email, h.notes, h.search
    from then_held h;
$$;
comment on function contacts_on is 'The contacts of today with the balances and items as of the end of a day by today''s knowledge.';
