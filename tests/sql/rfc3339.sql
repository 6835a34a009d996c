begin;
select plan(8);
select is(rfc3339(instant), shown, shown) from (values
  (timestamptz '2026-01-02 03:04:05Z', '2026-01-02T03:04:05.000000Z'),
  ('2026-01-02 03:04:05.678901Z', '2026-01-02T03:04:05.678901Z'),
  ('2026-01-01 23:30:00-01:00', '2026-01-02T00:30:00.000000Z'),
  ('2024-02-29 23:59:59.999999Z', '2024-02-29T23:59:59.999999Z'),
  ('0900-01-01 00:00:00Z', '0900-01-01T00:00:00.000000Z')) as v(instant, shown);
select is(rfc3339(null), null, 'nothing is nothing');
select is(utc_day('2026-01-01 23:59:59.999999Z'), date '2026-01-01', 'the day in UTC, whatever the connection''s time zone');
select is(utc_day('2026-01-02 00:00:00Z'), date '2026-01-02', 'from midnight on');
select * from finish();
rollback;
