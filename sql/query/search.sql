-- In PL/pgSQL, so that the plan is kept, and no other condition of the caller's leads to another index.

create or replace function contacts_found(ledger uuid, search text) returns setof contacts language plpgsql stable rows 20 as $$
declare
  pattern text := search_pattern(search);
begin
  return query select c.* from contacts c where c.ledger_id::text = ledger::text and c.search like pattern;
end
$$;
comment on function contacts_found is 'The contacts with a text in name, phone, email or notes, without regard to case and accents: by the index contacts_by_search.';

create or replace function transactions_found(ledger uuid, search text) returns setof transactions language plpgsql stable rows 20 as $$
declare
  pattern text := search_pattern(search);
begin
  return query select t.* from transactions t where t.ledger_id::text = ledger::text and t.search like pattern;
end
$$;
comment on function transactions_found is 'The transactions with a text in their description, without regard to case and accents: by the index transactions_by_search.';
