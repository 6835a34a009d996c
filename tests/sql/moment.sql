begin;
select plan(16);
select sign_up('ada');
select new_contact(jsonb_build_object('name', 'C' || n)) from generate_series(1, 6) n \g /dev/null
-- Two events were recorded in one microsecond.
select by_force(format('update events set recorded_at = timestamptz ''2026-01-01 12:00:00Z'' + make_interval(secs => case when seq > 3 then seq - 1 else seq end)
                          where ledger_id = %L', ledger()));
create function pg_temp.meant(at text) returns bigint language sql as $$ select moment(read_ledger(ledger(), session()), at); $$;

select is(pg_temp.meant(at), seq, at || ': ' || meaning) from (values
  ('0', 0::bigint, 'before the first event'),
  ('1', 1, 'the first event'),
  ('6', 6, 'the newest event'),
  ('006', 6, 'the same with zeros'),
  ('2026-01-01T12:00:00.999999Z', 0, 'a microsecond before the first event'),
  ('2026-01-01T12:00:01.000000Z', 1, 'the instant of the first event'),
  ('2026-01-01T12:00:02.500000Z', 2, 'between two events'),
  ('2026-01-01T12:00:02.999999Z', 2, 'a microsecond before two events of one instant'),
  ('2026-01-01T12:00:03Z', 4, 'two events of one instant have both happened'),
  ('2026-01-01T13:00:04+01:00', 5, 'an instant with an offset'),
  ('2026-01-01T12:00:05Z', 6, 'the instant of the newest event'),
  ('2999-01-01T00:00:00Z', 6, 'an instant to come'),
  ('1999-01-01T00:00:00Z', 0, 'an instant long ago')) as v(at, seq, meaning);

select is(
  refusal($$select pg_temp.meant('7')$$),
  '{"sqlstate": "LD017", "message": "The ledger has not come so far: `at` is beyond its newest event.",
    "errors": [{"field": "at", "code": "range", "message": "The newest event is number 6."}]}', 'a seq beyond the newest event is refused');
select is(refusal($$select pg_temp.meant('999999999999999999')$$)->>'sqlstate', 'LD017', 'however far');

select sign_up('bob');
select is(moment(read_ledger(ledger('bob'), session('bob')), '2026-01-01T00:00:00Z'), 0::bigint, 'an empty ledger has one moment');

select * from finish();
rollback;
