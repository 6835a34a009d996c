create or replace function api.delete_transaction(ledger uuid, session uuid, key uuid, body jsonb, id uuid, if_match bigint) returns api.answer
language plpgsql security definer set search_path = debt, pg_temp as $$
declare
  head ledger_head := open_ledger(ledger, session);
  request bytea;
  t transactions;
begin
  if key is not null then
    request := request_hash('delete_transaction', id, body);
    if replayed_seq(ledger, key, request) is not null then
      return row(null, null, id, true, null)::api.answer;
    end if;
    perform remember_request(ledger, key, request);
  end if;
  t := find_transaction(ledger, id);
  perform check_version(t.version, if_match);
  perform append_event(head, key, 'TRANSACTION_DELETED', 'transaction', id, t.version + 1, '{}', body->>'comment');
  return row(null, null, id, false, null)::api.answer;
end
$$;
comment on function api.delete_transaction is
'Deletes a transaction; what it settled is open again, and what settled it is left over. body: {comment?}.
LD001: the session has ended. LD006: there is none. LD013: another version. LD016: the key was used for another request.';
