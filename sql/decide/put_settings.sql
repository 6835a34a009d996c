create or replace function put_settings(ledger uuid, current settings, wanted jsonb) returns settings language plpgsql as $$
begin
  wanted := jsonb_strip_nulls(wanted);
  if wanted <> coalesce(current.chosen, '{}') then
    current := row(ledger, coalesce(current.version, 1) + 1, wanted);
    insert into settings values (current.*)
        on conflict (ledger_id) do update set version = excluded.version, chosen = excluded.chosen;
  end if;
  return current;
end
$$;
comment on function put_settings is 'Puts settings in the place of the current ones, with the ledger locked, and returns them. null: the default.';
