begin;
select plan(11);
select is(not_modified(given, 'b'), expected, coalesce(given, 'null') || ': ' || expected) from (values
  (null, false), ('', false), ('a', false), ('b', true), ('a,b,c', true), ('ab', false), ('B', false), ('b,', true), (' b', false)) as v(given, expected);
select matches(item_etag(7, 42, 'abcdef01-0000-4000-8000-000000000000'), '^7\.42\.abcdef01$', 'an item''s ETag begins with its version');
select isnt(item_etag(7, 42, numbered(1), true), item_etag(7, 42, numbered(1)), 'and tells what is overdue');
select * from finish();
rollback;
