create or replace function api.replace_settings(ledger uuid, session uuid, body jsonb, if_match bigint) returns api.answer
language plpgsql security definer set search_path = debt, pg_temp as $$
declare
  head ledger_head := open_ledger(ledger, session);
  current settings;
begin
  select s.* into current from settings s where s.ledger_id = ledger;
  perform check_version(coalesce(current.version, 1), if_match);
  return settings_answer(head, put_settings(ledger, current, body));
end
$$;
comment on function api.replace_settings is
'Chooses how the ledger is to be shown. body: {default_currency?, locale?, theme?, direction_colors?}; what is left out, or null, gets its default.
Appends no event. if_match: the version that the client expects; NULL: any.
LD001: the session has ended. LD013: another version.';
