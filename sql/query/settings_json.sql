create or replace function settings_json(chosen jsonb) returns text language sql immutable as $$
  select canonical_json('{"default_currency": null, "locale": null, "theme": "system", "direction_colors": "default"}'::jsonb || coalesce(chosen, '{}'));
$$;
comment on function settings_json is 'Settings as clients see them: what was chosen (NULL: nothing), and the defaults of the rest.';

create or replace function settings_answer(head ledger_head, current settings) returns api.answer language sql stable as $$
  select row(settings_json(current.chosen), coalesce(current.version, 1) || '.settings.' || left(head.epoch::text, 8), null, null, null)::api.answer;
$$;
comment on function settings_answer is 'The answer that shows the settings. current: their row; NULLs where there is none.';
