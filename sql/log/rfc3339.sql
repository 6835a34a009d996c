create or replace function rfc3339(instant timestamptz) returns text language sql stable as $$
  select to_char(instant at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"');
$$;
comment on function rfc3339 is 'An instant as RFC 3339 in UTC with microseconds.';

create or replace function utc_day(instant timestamptz) returns date language sql stable as $$
  select (instant at time zone 'UTC')::date;
$$;
comment on function utc_day is 'The day of an instant, in UTC.';
