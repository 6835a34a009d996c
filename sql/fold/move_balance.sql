create or replace function move_balance(ledger uuid, contact uuid, money text, change bigint, seq bigint) returns bigint
language plpgsql as $$
declare
  now_at bigint;
begin
  insert into balances_past (ledger_id, contact_id, currency, amount, from_seq, until_seq)
  select b.ledger_id, b.contact_id, b.currency, b.amount, b.from_seq, move_balance.seq
    from balances b
   where b.ledger_id = ledger and b.contact_id = contact and b.currency = money and b.from_seq < move_balance.seq;
  update balances b set amount = b.amount + change, from_seq = move_balance.seq
   where b.ledger_id = ledger and b.contact_id = contact and b.currency = money and b.amount + change <> 0
  returning b.amount into now_at;
  if now_at is not null then
    return now_at;
  end if;
  delete from balances b where b.ledger_id = ledger and b.contact_id = contact and b.currency = money;
  if found then
    return 0;
  end if;
  insert into balances (ledger_id, contact_id, currency, amount, from_seq) values (ledger, contact, money, change, move_balance.seq);
  return change;
end
$$;
comment on function move_balance is 
'Moves a contact''s balance in one currency by `change` minor units (+: they owe me more), as of event `seq`. A balance of zero has
no row. Returns what it is now.';
