create or replace function api.get_health() returns api.answer language sql stable security definer set search_path = debt, pg_temp as $$
  select row(current_setting('server_version'), null, null, null, null)::api.answer;
$$;
comment on function api.get_health is 'Answers if the database does. body: PostgreSQL''s version.';
