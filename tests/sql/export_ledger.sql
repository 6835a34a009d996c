-- The pieces of an export, put together.
begin;
select no_plan();
select sign_up('ada');
select sign_up('bob');
select setseed(0.7) \g /dev/null

create function pg_temp.exported(format text, who text default 'ada') returns text language plpgsql as $$
declare
  whole text := '';
  a api.answer;
begin
  loop
    a := api.export_ledger(ledger(who), session(who), null, jsonb_build_object('format', format), a.next);
    whole := whole || a.body;
    exit when a.next is null;
  end loop;
  return whole;
end
$$;

select is(pg_temp.exported('json')::jsonb - '{exported_at,epoch,hash,settings}'::text[],
          '{"format": "debt-tracker", "version": 1, "head": 0, "events": [], "contacts": [], "transactions": []}', 'an empty ledger');
select is(pg_temp.exported('csv'), E'id,transaction_date,contact,contact_id,type,direction,amount,currency,description,due_date,outstanding,status,settles,created_at\r\n', 'as csv: the heading');

select grow(1200) \g /dev/null
select api.delete_contact(ledger(), session(), null, '{"with_transactions": true}', (select id from contacts where ledger_id = ledger() order by created_seq limit 1), null) \g /dev/null
select api.undo_event(ledger(), session(), null, '{}', (select id from events where ledger_id = ledger() and seq = 1150), null) \g /dev/null

create temporary table file as select pg_temp.exported('json')::jsonb as j;
select is((select j->'head' from file), to_jsonb((select head from ledgers where id = ledger())), 'the head');
select is((select j->>'hash' from file), (select encode(hash, 'hex') from ledgers where id = ledger()), 'and its hash');
select results_eq($$select v from file, jsonb_array_elements(j->'events') v$$, $$select event_json(e)::jsonb from events e where e.ledger_id = ledger() order by e.seq$$, 'every event, in order');
select results_eq($$select v from file, jsonb_array_elements(j->'contacts') v$$, $$select c.rendered::jsonb from contacts c where c.ledger_id = ledger() order by c.created_seq$$,
                  'the contacts that there are, as they came');
select results_eq($$select v from file, jsonb_array_elements(j->'transactions') v$$,
                  $$select render_transaction(t, utc_day(clock_timestamp()))::jsonb from transactions t where t.ledger_id = ledger() order by t.created_seq$$, 'and the transactions');
select is((select count(*) from regexp_split_to_table(pg_temp.exported('csv'), E'\r\n')), (select count(*) + 2 from transactions where ledger_id = ledger()), 'csv: a line each, all ended');

-- What comes while it is made is not in it.
create temporary table first_piece as select * from api.export_ledger(ledger(), session(), null, '{"format": "json"}', null);
select new_contact('{"name": "late"}') \g /dev/null
select is((select (a.next::export_place).head from first_piece f, api.export_ledger(ledger(), session(), null, '{"format": "json"}', f.next) a), (select head - 1 from ledgers where id = ledger()),
          'it goes up to where the ledger stood at first');
select results_eq($$select a.body, a.etag from api.export_ledger(ledger(), session(), null, '{"format": "json"}', null) b, api.export_ledger(ledger(), session(), b.etag, '{"format": "json"}', null) a$$,
                  $$select null::text, a.etag from api.export_ledger(ledger(), session(), null, '{"format": "json"}', null) a$$, 'what the client has is not sent again');

-- cells
select is(csv_cell(given), expected, format('csv_cell(%L)', given)) from (values ('plain', 'plain'), (null, ''), ('a,b', '"a,b"'), ('a "b"', '"a ""b"""'), (E'a\nb', E'"a\nb"'),
  ('=1+1', '''=1+1'), ('+1', '''+1'), ('-1', '''-1'), ('@x', '''@x'), (E'\t=1', E'''\t=1'), (E'\r=1', E'"''\r=1"'), ('=a,"b"', '"''=a,""b"""'), ('a=b', 'a=b')) as v(given, expected);
select is(decimal_amount(amount, currency), expected, format('%s %s', amount, currency)) from (values
  (1250, 'EUR', '12.50'), (5, 'EUR', '0.05'), (1000, 'JPY', '1000'), (1, 'KWD', '0.001'), (2, null, '2'), (9007199254740991, 'USD', '90071992547409.91')) as v(amount, currency, expected);

select is(refusal($$select api.export_ledger(ledger(), session('bob'), null, '{"format": "json"}', null)$$), session_has_ended(), 'another ledger''s session is none');
select * from finish();
rollback;
