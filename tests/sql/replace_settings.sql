begin;
select plan(9);
select sign_up('ada');
select sign_up('bob');

create function pg_temp.put(body jsonb, if_match bigint default null) returns text language sql as $$
  select regexp_replace(a.etag, '[.].*', '') || ' ' || a.body from api.replace_settings(ledger(), session(), body, if_match) a;
$$;
select is(pg_temp.put('{}'), '1 {"default_currency":null,"direction_colors":"default","locale":null,"theme":"system"}', 'choosing nothing changes nothing');
select is(pg_temp.put('{"default_currency": "EUR", "theme": "dark"}'), '2 {"default_currency":"EUR","direction_colors":"default","locale":null,"theme":"dark"}', 'what is left out gets its default');
select is(pg_temp.put('{"default_currency": "EUR", "theme": "dark", "locale": null}'), '2 {"default_currency":"EUR","direction_colors":"default","locale":null,"theme":"dark"}',
          'null is as good as left out, and the same again is no change');
select is(pg_temp.put('{"locale": "ja", "direction_colors": "colour_blind_safe"}', 2), '3 {"default_currency":null,"direction_colors":"colour_blind_safe","locale":"ja","theme":"system"}',
          'the whole is replaced');
select is(refusal($$select pg_temp.put('{"locale": "de"}', 2)$$) - 'message', '{"sqlstate": "LD013", "version": 3}', 'not if it has another version');
select is((api.get_settings(ledger(), session(), null, '{}')).body::jsonb->>'locale', 'ja', 'then nothing happens');
select is((select head from ledgers where id = ledger()), 0::ledger_length, 'no event tells of it');
select is((api.get_settings(ledger('bob'), session('bob'), null, '{}')).body::jsonb->>'locale', null, 'another ledger''s stay as they are');
select is(refusal($$select api.replace_settings(ledger(), session('bob'), '{}', null)$$), session_has_ended(), 'another ledger''s session is none');

select * from finish();
rollback;
