create or replace function change_transaction(head ledger_head, operation text, key uuid, body jsonb, transaction uuid, if_match bigint,
  wanted jsonb) returns api.answer language plpgsql as $$
declare
  request bytea;
  seq bigint;
  t transactions;
  changed jsonb;
begin
  if key is not null then
    request := request_hash(operation, transaction, body);
    seq := replayed_seq(head.ledger_id, key, request);
    if seq is not null then
      return transaction_as_left(head, seq);
    end if;
  end if;
  t := find_transaction(head.ledger_id, transaction);
  perform check_version(t.version, if_match);
  if wanted->'settles' = '[]' then
    wanted := wanted || '{"settles": null}';
  end if;
  changed := changed_fields(transaction_fields(t), wanted);
  if changed <> '{}' then
    perform check_changed_transaction(t, changed);
    if key is not null then
      perform remember_request(head.ledger_id, key, request);
    end if;
    perform append_event(head, key, 'TRANSACTION_UPDATED', 'transaction', transaction, t.version + 1, changed, body->>'comment');
  end if;
  return transaction_answer(find_transaction(head.ledger_id, transaction), head.epoch, utc_day(clock_timestamp()));
end
$$;
comment on function change_transaction is 'What update_transaction and replace_transaction have in common. wanted: the fields to be changed, NULL clears.';

create or replace function api.update_transaction(ledger uuid, session uuid, key uuid, body jsonb, id uuid, if_match bigint) returns api.answer
language plpgsql security definer set search_path = debt, pg_temp as $$
begin
  return change_transaction(open_ledger(ledger, session), 'update_transaction', key, body, id, if_match, body - 'comment');
end
$$;
comment on function api.update_transaction is
'Changes the fields of a transaction that the body names (RFC 7396: null clears); what hangs on it is settled anew. What changes nothing appends
nothing. if_match: the version that the client expects; NULL: any. LD001: the session has ended. LD006: there is none, or contact_id or settles names
what is not here. LD009: a linked transaction keeps its contact, type, direction and currency. LD013: another version. LD014: the fields do not
fit together. LD015: the sum of the currency grows too large. LD016: the key was used for another request.';
