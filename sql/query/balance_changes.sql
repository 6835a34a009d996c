create or replace function balance_changes(ledger uuid, currency text, step text, last date, out start date, out gross float8, out net float8)
returns setof record language plpgsql stable rows 400 as $$
begin
  if step = 'month' then
    return query
      with moved as (
        select t.contact_id, date_trunc('month', t.transaction_date::timestamp) as month, sum(signed_amount(t)::float8) as amount
          from transactions t where t.ledger_id = ledger and t.currency = balance_changes.currency and t.transaction_date <= last
         group by t.contact_id, date_trunc('month', t.transaction_date::timestamp)
      ), stood as (
        select m.month, m.amount, sum(m.amount) over (partition by m.contact_id order by m.month rows unbounded preceding) as balance from moved m
      )
      select s.month::date, sum(abs(s.balance) - abs(s.balance - s.amount)), sum(s.amount) from stood s group by s.month;
    return;
  end if;
  -- Within a day the changes add up to that of the day, in any order. The month is in the index before the day.
  return query
    with moved as (
      select t.contact_id, date_trunc('month', t.transaction_date::timestamp) as month, t.transaction_date as day, signed_amount(t)::float8 as amount
        from transactions t where t.ledger_id = ledger and t.currency = balance_changes.currency and t.transaction_date <= last
    ), stood as (
      select m.day, m.amount, sum(m.amount) over (partition by m.contact_id order by m.month, m.day rows unbounded preceding) as balance from moved m
    )
    select s.day, sum(abs(s.balance) - abs(s.balance - s.amount)), sum(s.amount) from stood s group by s.day;
end
$$;
comment on function balance_changes is
'By how much the balances of a currency changed in each month (start: its first day), or with any other step on each day, until `last`: their sum without
sign (gross), and with it (net). The live amounts of a currency add up to less than 2^53 (gross_amounts): float8 sums them exactly, in half the time of numeric.';
