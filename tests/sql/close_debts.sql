-- Settlement arithmetic.
begin;
select plan(22);
select sign_up('ada');
select new_contact('{"id": "00000000-0000-4000-8000-000000000001", "name": "Cid"}') \g /dev/null
select new_contact('{"id": "00000000-0000-4000-8000-000000000002", "name": "Dan"}') \g /dev/null
select new_contact('{"id": "00000000-0000-4000-8000-000000000003", "name": "Eve"}') \g /dev/null

create function pg_temp.left_of(variadic n integer[]) returns text language sql as $$
  select string_agg(t.outstanding || ' ' || t.status, ', ' order by place)
    from unnest(n) with ordinality as w(n, place) join transactions t on t.ledger_id = ledger() and t.id = numbered(w.n);
$$;
create function pg_temp.links(repayment integer) returns text language sql as $$
  select string_agg(format('%s: %s of %s', s.position, s.amount, right(s.debt_id::text, 2)), ', ' order by s.position)
    from settlements s where s.ledger_id = ledger() and s.repayment_id = numbered(repayment);
$$;
create function pg_temp.owes(contact integer) returns text language sql as $$
  select concat_ws(' ', (select string_agg(b.currency || b.amount, ' ' order by b.currency) from balances b where b.ledger_id = ledger() and b.contact_id = c.id),
                   'lent' || c.items_lent, 'owed' || c.items_owed, case when c.settled then 'settled' end)
    from contacts c where c.ledger_id = ledger() and c.id = numbered(contact);
$$;

-- one debt
select new_debt(11, 1, 'lent', 100) \g /dev/null
select is(pg_temp.left_of(11), '100 open', 'a debt is open');
select new_debt(12, 1, 'owed', 30, 'EUR', '{11}') \g /dev/null
select is(pg_temp.left_of(11, 12), '70 partly_settled, 0 settled', 'a repayment closes a part of it, and nothing is left of the repayment');
select is(pg_temp.owes(1), 'EUR70 lent0 owed0', 'the balance is what is left');
select new_debt(13, 1, 'owed', 70, 'EUR', '{11}') \g /dev/null
select is(pg_temp.left_of(11, 13), '0 settled, 0 settled', 'another closes the rest');
select is(pg_temp.owes(1), 'lent0 owed0 settled', 'the contact is settled');

-- more than one
select new_debt(21, 1, 'owed', 10) \g /dev/null
select new_debt(22, 1, 'owed', 20) \g /dev/null
select new_debt(23, 1, 'owed', 40) \g /dev/null
select new_debt(24, 1, 'lent', 25, 'EUR', '{22,21,23}') \g /dev/null
select is(pg_temp.left_of(22, 21, 23, 24), '0 settled, 5 partly_settled, 40 open, 0 settled', 'debts are closed first to last, in the order of the list');
select is(pg_temp.links(24), '1: 20 of 22, 2: 5 of 21, 3: 0 of 23', 'each link keeps how much');
select is((select from_seq::event_seq from transactions where ledger_id = ledger() and id = numbered(23)), (select seq from events where ledger_id = ledger() and aggregate_id = numbered(23)),
          'a debt that nothing was left for has not changed');

-- a leftover
select new_debt(25, 1, 'lent', 50, 'EUR', '{23,21}') \g /dev/null
select is(pg_temp.left_of(23, 21, 25), '0 settled, 0 settled, 5 partly_settled', 'what a repayment leaves over is outstanding in its own direction');
select is(pg_temp.owes(1), 'EUR5 lent0 owed0', 'and is the balance');
select new_debt(26, 1, 'owed', 5, 'EUR', '{25}') \g /dev/null
select is(pg_temp.left_of(25, 26), '0 settled, 0 settled', 'which can be repaid like a debt');
select is(pg_temp.owes(1), 'lent0 owed0 settled', 'to the end');

-- currencies do not mix, nor contacts
select new_debt(31, 2, 'lent', 100) \g /dev/null
select new_debt(32, 2, 'lent', 100, 'JPY') \g /dev/null
select new_debt(33, 2, 'owed', 150, 'JPY', '{32}') \g /dev/null
select is(pg_temp.left_of(31, 32, 33), '100 open, 0 settled, 50 partly_settled', 'a repayment closes what it names, and nothing else');
select is(pg_temp.owes(2), 'EUR100 JPY-50 lent0 owed0', 'each currency has its balance');
select new_debt(34, 2, 'owed', 100) \g /dev/null
select is(pg_temp.left_of(31, 34), '100 open, 100 open', 'without a link nothing is closed');
select is(pg_temp.owes(2), 'JPY-50 lent0 owed0', 'though the balance is zero');

-- things
select new_debt(41, 3, 'lent', 3, null) \g /dev/null
select new_debt(42, 3, 'owed', 1, null) \g /dev/null
select is(pg_temp.owes(3), 'lent3 owed1', 'things are counted in either hand');
select new_debt(43, 3, 'owed', 2, null, '{41}') \g /dev/null
select is(pg_temp.left_of(41, 43), '1 partly_settled, 0 settled', 'things are given back');
select is(pg_temp.owes(3), 'lent1 owed1', 'and are in that hand no more');
select new_debt(44, 3, 'owed', 5, null, '{41}') \g /dev/null
select is(pg_temp.owes(3), 'lent0 owed5', 'what is given beyond it, I owe');
select new_debt(45, 3, 'lent', 5, null, '{42,44}') \g /dev/null
select is(pg_temp.owes(3), 'lent0 owed0 settled', 'until all is back');

select is_empty($$select * from operator.verify(ledger())$$, 'a replay gives the same');

select * from finish();
rollback;
