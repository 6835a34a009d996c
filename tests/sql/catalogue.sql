-- House rules of the functions, from the catalogue.
begin;
select no_plan();
create temporary view functions as
  select p.oid, n.nspname as schema, p.proname as name, p.proargnames as arguments, p.pronargs, p.prosecdef, p.proconfig, p.provolatile, p.prorettype,
         coalesce(obj_description(p.oid, 'pg_proc'), '') as comment
    from pg_proc p join pg_namespace n on n.oid = p.pronamespace
   where n.nspname in ('api', 'relay', 'operator', 'debt') and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e');

select cmp_ok((select count(*) from functions where schema = 'api'), '>=', 17::bigint, 'there are functions to look at');
select ok(length(comment) > 20, format('%s.%s says what it does', schema, name)) from functions where schema <> 'debt' order by schema, name;
select is_empty($$select name from functions where schema = 'debt' and comment = '' and prorettype <> 'trigger'::regtype$$, 'so do all the others');
select is(count(*), 1::bigint, format('%s.%s is there once', schema, name)) from functions where schema <> 'debt' group by schema, name order by schema, name;

-- one ledger a call
select ok(arguments[1] in ('ledger', 'username'), format('api.%s takes the ledger first, or the user name', name)) from functions
 where schema = 'api' and name not in ('get_health', 'share', 'ring') order by name;
select is(pronargs, 0::smallint, format('api.%s is about no ledger', name)) from functions where schema = 'api' and name in ('get_health', 'share') order by name;
select is(arguments, '{rung}', 'api.ring tells of several, and nothing else') from functions where schema = 'api' and name = 'ring';

-- where names are looked up
select is(array_remove(proconfig, 'transaction_read_only=on'), case name when 'continue_replay' then '{"search_path=pg_temp, debt"}' else '{"search_path=debt, pg_temp"}' end::text[],
          format('%s.%s looks names up where it should', schema, name)) from functions where schema <> 'debt' order by schema, name;

-- reads run READ ONLY: while the function runs, nothing that it calls can write either
select ok(provolatile = 's' and 'transaction_read_only=on' = any (proconfig), format('api.%s only reads', name)) from functions
 where schema = 'api' and name ~ '^(get|list|check)_|^challenge_passkey$|^(passkey_)?login$' order by name;

-- refusals
select matches(state, '^LD0(0[1-9]|1[0-8])$', format('%s.%s: %s is one of the project''s own', schema, name, state))
  from functions, lateral (select distinct m[1] as state from regexp_matches(comment, '\m([A-Z0-9]{5})(?=:)', 'g') m) s where schema in ('api', 'relay') order by schema, name, state;
select ok(comment ~ '\mLD001:', format('api.%s says what becomes of an ended session', name)) from functions
 where schema = 'api' and arguments[1:2] = '{ledger,session}' and name <> 'refresh_session' order by name;
select is_empty(
  $$select name, state from functions, lateral (select distinct m[1] as state from regexp_matches(pg_get_functiondef(oid), 'refuse\(''(.....)''', 'g') m) s where state !~ '^LD0(0[1-9]|1[0-8])$'$$,
  'no function refuses with a SQLSTATE that is not in the table');
select is_empty(
  $$select name, state from functions, lateral (select distinct m[1] as state from regexp_matches(pg_get_functiondef(oid), 'refuse\(''(.....)''', 'g') m) s
     where schema in ('api', 'debt') and name <> 'refuse_fields' and position(state in comment) = 0
       and name not in ('refuse_cursor') $$, 'what a function refuses with itself, its comment names');

-- the database
select results_eq(
  $$select name, setting, source from pg_settings where name in ('enable_seqscan', 'jit', 'random_page_cost') order by name$$,
  $$values ('enable_seqscan', 'off', 'database'), ('jit', 'off', 'database'), ('random_page_cost', '1.1', 'database')$$,
  'what every plan needs is said once, for the whole database');

-- tables
select is_empty(
  $$select c.relname from pg_class c where c.relnamespace = 'debt'::regnamespace and c.relkind = 'r' and obj_description(c.oid, 'pg_class') is null$$, 'every table says what it holds');
select is_empty(
  $$select c.relname from pg_class c where c.relnamespace = 'debt'::regnamespace and c.relkind = 'r'
       and not exists (select from pg_index i where i.indrelid = c.oid and i.indisprimary)$$, 'every table has a primary key');
select is_empty(
  $$select c.relname from pg_class c join pg_index i on i.indrelid = c.oid and i.indisprimary join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]
     where c.relnamespace = 'debt'::regnamespace and c.relkind = 'r' and a.attname <> 'ledger_id' and c.relname not in ('ledgers', 'accounts', 'sign_in_failures')$$,
  'which begins with the ledger');
select is_empty(
  $$select conrelid::regclass from pg_constraint where contype = 'f' and confrelid not in ('debt.ledgers'::regclass, 'debt.accounts'::regclass)$$, 'no foreign key crosses ledgers');
select is((select array_agg(p order by p) from projections() p),
  (select array_agg(relname::text order by relname) from pg_class where relnamespace = 'debt'::regnamespace and relkind = 'r'
      and relname not in ('ledgers', 'accounts', 'sessions', 'events', 'idempotency_keys', 'listeners', 'settings', 'activity', 'stream_tickets', 'sign_in_failures', 'passkeys', 'used_challenges')), 'these tests know every projection');

select * from finish();
rollback;
