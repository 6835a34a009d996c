create or replace function move_gross(ledger uuid, sum_unit text, change bigint, counted bigint) returns void language plpgsql as $$
begin
  update gross_amounts g set amount = g.amount + change, transactions = g.transactions + counted
   where g.ledger_id = ledger and g.unit = sum_unit and g.amount + change <> 0;
  if found then
    return;
  end if;
  delete from gross_amounts g where g.ledger_id = ledger and g.unit = sum_unit;
  if not found then
    insert into gross_amounts (ledger_id, unit, amount, transactions) values (ledger, sum_unit, change, counted);
  end if;
end
$$;
comment on function move_gross is
'Moves the sum without sign of a currency, or of items, by `change`, and by `counted` how many transactions are in it. A sum of zero has no row.';
