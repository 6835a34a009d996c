-- PL/pgSQL where SQL would do: PostgreSQL plans a function in SQL that it cannot inline anew in every transaction.

create or replace function contact_not_found() returns void language plpgsql as $$
begin
  perform refuse('LD006', 'There is no such contact.');
end
$$;
comment on function contact_not_found is 'Raises LD006 (not_found).';

create or replace function contact_now(head ledger_head, contact uuid) returns api.answer language plpgsql stable as $$
declare
  answer api.answer;
begin
  select c.rendered, item_etag(c.version, c.from_seq, head.epoch), c.id, false, null into strict answer
    from contacts c where c.ledger_id = head.ledger_id and c.id = contact;
  return answer;
end
$$;
comment on function contact_now is 'The answer that shows a contact as it is, after a write.';

create or replace function contact_as_left(head ledger_head, seq bigint) returns api.answer language plpgsql stable as $$
declare
  answer api.answer;
begin
  select c.rendered, item_etag(c.version, c.from_seq, head.epoch), c.id, true, null into strict answer
    from events e join contacts_at(head.ledger_id, contact_as_left.seq) c on c.id = e.aggregate_id
   where e.ledger_id = head.ledger_id and e.seq = contact_as_left.seq;
  return answer;
end
$$;
comment on function contact_as_left is 'The answer that repeats what a request was told that made event `seq`: its contact as that event left it.';
