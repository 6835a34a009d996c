create or replace function api.replace_transaction(ledger uuid, session uuid, key uuid, body jsonb, id uuid, if_match bigint) returns api.answer
language plpgsql security definer set search_path = debt, pg_temp as $$
begin
  return change_transaction(open_ledger(ledger, session), 'replace_transaction', key, body, id, if_match,
    jsonb_build_object('type', 'money', 'currency', null, 'description', null, 'transaction_date', utc_day(clock_timestamp()),
                       'due_date', null, 'settles', null) || jsonb_strip_nulls(body - '{id,comment}'::text[]));
end
$$;
comment on function api.replace_transaction is
'Replaces the fields of a transaction: those that the body leaves out take their defaults, as in create_transaction. What changes nothing
appends nothing. if_match and errors (LD001: the session has ended, and the others): as in update_transaction.';
