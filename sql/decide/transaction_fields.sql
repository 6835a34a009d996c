create or replace function transaction_fields(t transactions) returns jsonb language sql stable as $$
  select jsonb_build_object('contact_id', t.contact_id, 'type', t.type, 'direction', t.direction, 'amount', t.amount, 'currency', t.currency,
                            'description', t.description, 'transaction_date', t.transaction_date, 'due_date', t.due_date,
                            'settles', case when t.settles = '{}' then null else to_jsonb(t.settles) end);
$$;
comment on function transaction_fields is 'The fields of a transaction that an update can change.';

create or replace function find_transaction(ledger uuid, transaction uuid) returns transactions language plpgsql stable as $$
declare
  t transactions;
begin
  select o.* into t from transactions o where o.ledger_id = ledger and o.id = transaction;
  if not found then
    perform transaction_not_found();
  end if;
  return t;
end
$$;
comment on function find_transaction is 'A transaction as it is. LD006 (not_found).';
