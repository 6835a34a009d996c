-- A random history of everything that can happen: after each step the balances are the signed sums of what is outstanding; after an undo all is as
-- if what was undone had not been; at the end a replay gives the same, for every seq. DEBT_SEED=0.123 runs another history, the same one each time.
begin;
select plan(16);
\getenv seed DEBT_SEED
\if :{?seed}
\else
\set seed 0.37
\endif
select diag('DEBT_SEED=' || :seed);
select setseed(:seed) \g /dev/null
select sign_up('ada');
-- What the database draws by itself comes from the seed as well, so that a seed that fails does so again.
create or replace function new_id() returns uuid language sql volatile as $$ select fixture.random_id(); $$;

create function pg_temp.pick(projection text) returns uuid language plpgsql volatile as $$
declare
  picked uuid;
begin
  execute format('select id from %1$I where ledger_id = $1 order by id offset floor(random() * (select count(*) from %1$I where ledger_id = $1)) limit 1', projection)
    into picked using ledger();
  return picked;
end
$$;
comment on function pg_temp.pick is 'Any of Ada''s contacts, transactions or events.';

create function pg_temp.random_change(transaction uuid) returns jsonb language sql volatile as $$
  select case floor(random() * 6)
    when 0 then jsonb_build_object('direction', one_of('{lent,owed}'))
    when 1 then jsonb_build_object('contact_id', pg_temp.pick('contacts'))
    when 2 then jsonb_build_object('currency', one_of('{EUR,USD}'))
    when 3 then '{"settles": []}'
    when 4 then jsonb_build_object('due_date', one_of('{2026-05-05,NULL}'), 'transaction_date', date '2026-01-01' + floor(random() * 90)::integer)
    else jsonb_build_object('amount', 1 + floor(random() * 100)) end;
$$;

-- What can be tried next: some of it is refused. What is rare by chance has a turn of its own now and then, so that there is some of it whatever the dice say.
create function pg_temp.next_step(n integer) returns text language plpgsql volatile as $$
declare
  dice integer := case n % 50 when 0 then 70 when 25 then 66 when 40 then 99 else floor(random() * 100) end;
  contact uuid := pg_temp.pick('contacts');
  transaction uuid := pg_temp.pick('transactions');
  undo uuid := (select e.id from events e where n % 50 = 40 and e.ledger_id = ledger() and e.type = 'EVENT_UNDONE' order by e.seq desc limit 1);
  request text := case
    when dice < 8 or contact is null then format('create_contact(ledger(), session(), null, %L)', random_contact(random_id()))
    when dice < 45 or transaction is null then format('create_transaction(ledger(), session(), null, %L)', random_transaction(ledger(), contact))
    when dice < 58 then format('update_transaction(ledger(), session(), null, %L, %L, null)', pg_temp.random_change(transaction), transaction)
    when dice < 60 then format('replace_transaction(ledger(), session(), null, %L, %L, null)', random_transaction(ledger(), contact) - 'id', transaction)
    when dice < 66 then format('delete_transaction(ledger(), session(), null, ''{}'', %L, null)', transaction)
    when dice < 70 then format('update_contact(ledger(), session(), null, %L, %L, null)', random_contact(contact) - 'id', contact)
    when dice < 73 then format('delete_contact(ledger(), session(), null, %L, %L, null)', jsonb_build_object('with_transactions', n % 50 = 0 or random() < 0.7), contact)
    when dice < 76 then format('settle_contact(ledger(), session(), null, %L, %L, null)', one_of('{"{}","{}","{\"currency\": \"EUR\"}","{\"currency\": \"EUR\", \"amount\": 9}"}'), contact)
    else format('undo_event(ledger(), session(), null, ''{}'', %L, null)', coalesce(undo, pg_temp.pick('events'))) end;
begin
  return 'select api.' || request;
end
$$;

create function pg_temp.unbalanced() returns setof text language sql stable as $$
  select coalesce(b.contact_id, s.contact_id) || ' ' || coalesce(b.currency, s.currency) || ': ' || coalesce(b.amount, 0) || ' instead of ' || coalesce(s.amount, 0)
    from (select contact_id, currency, amount from balances where ledger_id = ledger()) b
    full join (select contact_id, currency, sum(case direction when 'lent' then outstanding else -outstanding end) as amount
                 from transactions where ledger_id = ledger() and type = 'money' group by contact_id, currency) s using (contact_id, currency)
   where coalesce(b.amount, 0) <> coalesce(s.amount, 0)
  union all
  select id || ' items' from contacts c where ledger_id = ledger()
     and row(items_lent, items_owed)::text <> (
       select row(coalesce(sum(outstanding) filter (where direction = 'lent'), 0), coalesce(sum(outstanding) filter (where direction = 'owed'), 0))::text
         from transactions t where t.ledger_id = ledger() and t.contact_id = c.id and type = 'item')
  union all
  select id || ' settled' from contacts c where ledger_id = ledger()
     and settled <> (not exists (select from balances b where b.ledger_id = ledger() and b.contact_id = c.id) and items_lent + items_owed = 0)
  union all
  select 'day ' || coalesce(k.day, s.day) || ' ' || coalesce(k.currency, s.currency)
    from (select * from changes_by_day where ledger_id = ledger()) k full join (
      select currency, day, sum(transactions) as transactions, sum(abs(balance) - abs(balance - amount)) as gross, sum(amount) as net
        from (select m.*, sum(amount) over (partition by contact_id, currency order by day) as balance
                from (select contact_id, currency, transaction_date as day, count(*) as transactions, sum(signed_amount(t.direction, t.amount)) as amount
                        from transactions t where ledger_id = ledger() and type = 'money' group by 1, 2, 3) m) b group by 1, 2
    ) s using (currency, day) where row(k.transactions, k.gross, k.net)::text is distinct from row(s.transactions, s.gross, s.net)::text;
$$;
comment on function pg_temp.unbalanced is 'Where balances, items, what is outstanding and the sums of the days do not fit together.';

-- Everything but versions and updated_at.
create function pg_temp.lasting() returns setof text language sql stable as $$
  select p || ' ' || (r - '{version,updated_at,from_seq,rendered}'::text[])::text
    from unnest('{contacts,transactions,settlements,balances,gross_amounts,changes_by_day}'::text[]) p, rows_of(p) r;
$$;

create function pg_temp.differs_without(undo bigint) returns text[] language plpgsql as $$
declare
  lasting text[] := array(select l from pg_temp.lasting() l order by l collate "C");
  replayed text[];
  e events;
begin
  perform by_force(format('delete from debt.events where ledger_id = %1$L and (seq = %2$s or id = (select (u.data->>''event_id'')::uuid from debt.events u where u.ledger_id = %1$L and u.seq = %2$s))',
                          ledger(), undo));
  perform clear_projections(ledger());
  for e in select v.* from events v where v.ledger_id = ledger() order by v.seq loop
    perform apply_event(e);
    perform check_links(t) from transactions t where t.ledger_id = ledger() and t.id = e.aggregate_id;
  end loop;
  replayed := array(select l from pg_temp.lasting() l order by l collate "C");
  raise exception using errcode = 'UNDO1';
exception
  when sqlstate 'UNDO1' then
    return array((select '- ' || l from unnest(lasting) l except select '- ' || r from unnest(replayed) r)
                 union all (select '+ ' || r from unnest(replayed) r except select '+ ' || l from unnest(lasting) l));
  when no_data_found then
    return null;  -- A later event was about a transaction that would have had no contact just then: no such replay.
  when sqlstate 'LD010' then
    return null;  -- A later event would have linked, or moved, what did not fit together just then: no such replay either.
end
$$;
comment on function pg_temp.differs_without is
'How the projections differ from a replay without the event that event `undo` has undone (and without that undo); NULL: there is no such replay.';

create temporary table steps (n integer, request text, refused jsonb, head bigint, unbalanced text[], differs text[]);
do $$
declare
  request text;
  refused jsonb;
  reached bigint;
begin
  for n in 1 .. 300 loop
    request := pg_temp.next_step(n);
    refused := refusal(request);
    reached := (select head from ledgers where id = ledger());
    insert into steps values (n, request, refused, reached, array(select pg_temp.unbalanced()),
      case when refused is null and request like '%undo_event%' then pg_temp.differs_without(reached) end);
  end loop;
end
$$;

select is_empty($$select * from steps where refused->>'sqlstate' not like 'LD%'$$, 'whatever is refused is refused with a reason');
select is_empty($$select * from steps where unbalanced <> '{}' order by n limit 1$$, 'after each step the balances are the signed sums of what is outstanding');
select is_empty($$select * from steps where differs <> '{}' order by n limit 1$$, 'after each undo all is as a replay without what was undone gives it');
select diag('steps: ' || string_agg(w || ' ' || c, ', ')) from (
  select substring(request from 'api\.([a-z_]+)') || case when refused is null then '' else ' ' || (refused->>'sqlstate') end as w, count(*) as c from steps group by 1 order by 1) s;
select diag('events: ' || string_agg(type || ' ' || c, ', ')) from (select type, count(*) as c from events where ledger_id = ledger() group by 1 order by 1) s;
select cmp_ok((select count(*) from events where ledger_id = ledger() and type = t), '>=', 2::bigint, 'there are enough of ' || t)
  from unnest('{CONTACT_UPDATED,CONTACT_DELETED,TRANSACTION_CREATED,TRANSACTION_UPDATED,TRANSACTION_DELETED,EVENT_UNDONE}'::text[]) t;
select cmp_ok((select count(*) from steps where differs is not null), '>=', 15::bigint, 'many undos were compared');
select cmp_ok((select count(*) from events u join events o on o.ledger_id = u.ledger_id and o.id = (u.data->>'event_id')::uuid
                where u.ledger_id = ledger() and u.type = 'EVENT_UNDONE' and o.type = 'EVENT_UNDONE'), '>=', 1::bigint, 'some of them redid');

select is_empty($$select * from operator.verify(ledger())$$, 'a replay gives the same, and the chain is sound');
select sign_up('bob');
select is(operator.import_ledger(ledger('bob'), (select jsonb_build_object('format', 'debt-tracker', 'version', 1, 'events', jsonb_agg(event_json(e)::jsonb order by e.seq))::text
                                                   from events e where e.ledger_id = ledger())), (select head::bigint from ledgers where id = ledger()), 'another ledger takes all of it');
select is_empty(format($$select * from compare_history(%L)$$, p), p || '_at every seq are what a replay of as many events gives') from (values ('contacts')) v(p);
drop table told_states, replayed_states;
select is_empty(format($$select * from compare_history(%L)$$, p), p || '_at every seq are what a replay of as many events gives') from (values ('transactions')) v(p);
drop table told_states, replayed_states;
select is_empty(format($$select * from compare_history(%L)$$, p), p || '_at every seq are what a replay of as many events gives') from (values ('balances')) v(p);

select * from finish();
rollback;
