create or replace function check_new_transaction(ledger uuid, data jsonb) returns void language plpgsql stable as $$
begin
  perform check_contact_reference(ledger, (data->>'contact_id')::uuid);
  perform check_settles(ledger, data);
  perform check_sum(ledger, coalesce(data->>'currency', 'item'), (data->>'amount')::bigint);
end
$$;
comment on function check_new_transaction is
'Whether a transaction with these fields, defaults resolved, can be recorded.
LD006, LD014: contact_id, settles (see check_contact_reference, check_settles). LD015: the sum grows too large.';
