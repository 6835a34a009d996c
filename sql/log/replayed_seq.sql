create or replace function request_hash(operation text, target uuid, request jsonb) returns bytea language sql stable as $$
  select sha256(convert_to(operation || E'\n' || coalesce(target::text, '') || E'\n' || request::text, 'UTF8'));
$$;
comment on function request_hash is 'What two requests under one Idempotency-Key must have in common. jsonb folds white space and the order of keys.';

create or replace function replayed_seq(ledger uuid, request_key uuid, request bytea) returns bigint language plpgsql as $$
declare
  earlier record;
begin
  select e.seq, k.request into earlier
    from events e left join idempotency_keys k on k.ledger_id = e.ledger_id and k.event_id = e.id
   where e.ledger_id = ledger and e.id = request_key;
  if not found then
    return null;
  end if;
  if earlier.request is distinct from request then
    perform refuse('LD016', 'This Idempotency-Key was used for another request.');
  end if;
  return earlier.seq;
end
$$;
comment on function replayed_seq is
'The seq of the event that this key and request made before, or NULL. Call it with the ledger locked.
LD016: the key belongs to another request.';

create or replace function remember_request(ledger uuid, request_key uuid, request bytea) returns void language plpgsql as $$
begin
  insert into idempotency_keys (ledger_id, event_id, request) values (ledger, request_key, remember_request.request);
end
$$;
comment on function remember_request is 'Binds the key to its request, in the transaction that appends the event.';
