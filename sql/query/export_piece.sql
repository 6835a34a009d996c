-- An export is sent in pieces, each made of the next 500 seqs, so that neither a worker nor a statement ever has the whole: first the
-- events, then the contacts and the transactions that were created by them, as they were at the head that the first piece has seen.

do $$
begin
  if to_regtype('debt.export_place') is null then
    create type export_place as (section text, after bigint, head bigint, begun boolean);
  end if;
end
$$;
comment on type export_place is
'Where an export has come to. section: events, contacts or transactions. after: the seq. head: what it goes up to. begun: the section has a row already.';

create or replace function export_rows(ledger uuid, format text, place export_place, today date) returns text[] language plpgsql stable
  set plan_cache_mode = force_custom_plan as $$
declare
  until bigint := least(place.after + 500, place.head);
begin
  case format || ' ' || place.section
    when 'json events' then
      return array(select event_json(e) from events e where e.ledger_id = ledger and e.seq > place.after and e.seq <= until order by e.seq);
    when 'json contacts' then
      return array(select c.rendered from events e cross join lateral (select o.* from contacts_at(ledger, place.head) o where o.id = e.aggregate_id limit 1) c
                    where e.ledger_id = ledger and e.seq > place.after and e.seq <= until and e.type = 'CONTACT_CREATED' order by e.seq);
    when 'json transactions' then
      return array(select render_transaction(t.*, today)
                     from events e cross join lateral (select o.* from transactions_at(ledger, place.head) o where o.id = e.aggregate_id limit 1) t
                    where e.ledger_id = ledger and e.seq > place.after and e.seq <= until and e.type = 'TRANSACTION_CREATED' order by e.seq);
    when 'csv transactions' then
      return array(select concat_ws(',', t.id, t.transaction_date, csv_cell(c.name), t.contact_id, t.type, t.direction, decimal_amount(t.amount, t.currency),
                                    coalesce(t.currency, ''), csv_cell(t.description), coalesce(to_char(t.due_date, 'YYYY-MM-DD'), ''),
                                    decimal_amount(t.outstanding, t.currency), t.status, array_to_string(t.settles, ' '), rfc3339(t.created_at))
                     from events e cross join lateral (select o.* from transactions_at(ledger, place.head) o where o.id = e.aggregate_id limit 1) t
                                   cross join lateral (select o.name from contacts_at(ledger, place.head) o where o.id = t.contact_id limit 1) c
                    where e.ledger_id = ledger and e.seq > place.after and e.seq <= until and e.type = 'TRANSACTION_CREATED' order by e.seq);
  end case;
end
$$;
comment on function export_rows is
'The next rows of an export, in the order of their creation. They are looked up one by one: the planner might rather read the whole ledger for each piece.';

create or replace function export_heading(head ledger_head, format text) returns text language plpgsql stable as $$
begin
  if format = 'csv' then
    return E'id,transaction_date,contact,contact_id,type,direction,amount,currency,description,due_date,outstanding,status,settles,created_at\r\n';
  end if;
  return '{"format":"debt-tracker","version":1,"exported_at":"' || rfc3339(clock_timestamp()) || '","epoch":"' || head.epoch || '","head":' || head.seq ||
         ',"hash":"' || encode(head.hash, 'hex') ||
         '","settings":' || settings_json((select s.chosen from settings s where s.ledger_id = head.ledger_id)) || E',"events":[\n';
end
$$;
comment on function export_heading is 'What an export begins with.';

create or replace function export_piece(head ledger_head, format text, inout place export_place, out body text) language plpgsql stable as $$
declare
  rows text[];
begin
  body := '';
  if place is null then
    body := export_heading(head, format);
    place := row(case format when 'csv' then 'transactions' else 'events' end, 0, head.seq, false);
  end if;
  rows := export_rows(head.ledger_id, format, place, utc_day(clock_timestamp()));
  if format = 'csv' then
    body := body || array_to_string(rows || '{""}'::text[], E'\r\n');
  else
    body := body || case when place.begun and cardinality(rows) > 0 then E',\n' else '' end || array_to_string(rows, E',\n');
  end if;
  place.begun := place.begun or cardinality(rows) > 0;
  place.after := place.after + 500;
  if place.after < place.head then
    return;
  end if;
  case format || ' ' || place.section
    when 'json events' then
      body := body || E'\n],"contacts":[\n';
      place := row('contacts', 0, place.head, false);
    when 'json contacts' then
      body := body || E'\n],"transactions":[\n';
      place := row('transactions', 0, place.head, false);
    when 'json transactions' then
      body := body || E'\n]}\n';
      place := null;
    when 'csv transactions' then
      place := null;
  end case;
end
$$;
comment on function export_piece is 'The piece of an export at `place` (NULL: the first), and the place of the next (NULL: that was the last).';
