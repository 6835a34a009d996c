-- Who may call what: a whole schema each, so that no function can be forgotten or slip through.
revoke all on all functions in schema api, relay, operator from public;
grant usage on schema api to debt_api;
grant execute on all functions in schema api to debt_api;
grant usage on schema relay to debt_relay;
grant execute on all functions in schema relay to debt_relay;
