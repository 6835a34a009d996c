create or replace function linked_transactions(ledger uuid, ids uuid[]) returns uuid[] language plpgsql stable as $$
begin
  return array(
    with recursive linked(id) as (
      select unnest(ids)
      union
      select case when s.repayment_id = l.id then s.debt_id else s.repayment_id end
        from linked l join settlements s on s.ledger_id = ledger and (s.repayment_id = l.id or s.debt_id = l.id)
    )
    select id from linked);
end
$$;
comment on function linked_transactions is 'The given transactions and all that hang together with them by settling.';

create or replace function close_debts(ledger uuid, repayment uuid) returns void language plpgsql as $$
declare
  remaining bigint;
  closed bigint;
  link record;
begin
  select t.outstanding into strict remaining from transactions t where t.ledger_id = ledger and t.id = repayment;
  for link in
    select s.debt_id, s.position, coalesce(d.outstanding, 0) as outstanding
      from transactions r
     cross join unnest(r.settles) with ordinality as s(debt_id, position)
      left join lateral (select t.outstanding from transactions t where t.ledger_id = ledger and t.id = s.debt_id limit 1) d on true
     where r.ledger_id = ledger and r.id = repayment
     order by s.position
  loop
    closed := least(remaining, link.outstanding);
    remaining := remaining - closed;
    -- A link is kept even where it closes nothing, and where its debt is not there: an undo may bring it back.
    insert into settlements (ledger_id, repayment_id, position, debt_id, amount) values (ledger, repayment, link.position, link.debt_id, closed);
    update transactions d set outstanding = d.outstanding - closed where d.ledger_id = ledger and d.id = link.debt_id and closed > 0;
  end loop;
  update transactions r set outstanding = remaining where r.ledger_id = ledger and r.id = repayment;
end
$$;
comment on function close_debts is 'Closes the debts that a repayment names, first to last, as far as what is outstanding of it goes.';

create or replace function keep_transactions(ledger uuid, ids uuid[], seq bigint) returns void language plpgsql as $$
declare
  kept uuid;
begin
  -- One by one: the planner might rather read a whole ledger than look up what may be a hundred ids.
  foreach kept in array ids loop
    insert into transactions_past
    select t.*, keep_transactions.seq from transactions t
     where t.ledger_id = ledger and t.id = kept and t.from_seq < keep_transactions.seq
    on conflict do nothing;
  end loop;
end
$$;
comment on function keep_transactions is 'Keeps rows in transactions_past before event `seq` changes or removes them; those kept already stay.';

create or replace function release_transactions(ledger uuid, ids uuid[], seq bigint) returns void language plpgsql as $$
declare
  released uuid;
begin
  foreach released in array ids loop
    update transactions t set from_seq = release_transactions.seq
     where t.ledger_id = ledger and t.id = released and t.from_seq < release_transactions.seq
       and t.outstanding <> (select p.outstanding from transactions_past p where p.ledger_id = ledger and p.id = released and p.from_seq = t.from_seq);
    delete from transactions_past p
     where p.ledger_id = ledger and p.id = released and p.until_seq = release_transactions.seq
       and p.from_seq = (select t.from_seq from transactions t where t.ledger_id = ledger and t.id = released);
  end loop;
end
$$;
comment on function release_transactions is 'After settling: rows that came out changed begin at event `seq`; of those that did not, what keep_transactions kept is dropped.';

create or replace function resettle(ledger uuid, ids uuid[]) returns void language plpgsql as $$
declare
  repayment uuid;
begin
  delete from settlements s where s.ledger_id = ledger and s.repayment_id = any (ids);
  update transactions t set outstanding = t.amount where t.ledger_id = ledger and t.id = any (ids) and t.outstanding <> t.amount;
  for repayment in
    select t.id from transactions t where t.ledger_id = ledger and t.id = any (ids) and t.settles <> '{}' order by t.created_seq
  loop
    perform close_debts(ledger, repayment);
  end loop;
end
$$;
comment on function resettle is
'Settles anew what hangs together, in the order in which the repayments were created: the same as if each had been appended to what stands now.';
