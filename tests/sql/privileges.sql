-- Who may do what, from the catalogue: whatever is added later is under the same rules.
begin;
select no_plan();
select sign_up('ada');
create temporary table ours as select oid, nspname from pg_namespace where nspname in ('debt', 'api', 'relay', 'operator');
create temporary table workers (role, schema) as values ('debt_api', 'api'), ('debt_relay', 'relay'), ('debt_ctl', 'operator');

-- functions
create temporary view calls as
  select w.role, o.nspname as schema, p.oid::regprocedure as function, o.nspname = w.schema as allowed,
         has_schema_privilege(w.role, o.oid, 'usage') and has_function_privilege(w.role, p.oid, 'execute') as may
    from pg_proc p join ours o on o.oid = p.pronamespace cross join workers w
   where not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e');
select is_empty($$select role, function, may from calls where may <> allowed$$, 'each role may call what its own schema has, and nothing else');
select isnt_empty(format($$select from calls where may and role = %L$$, role), role || ' may call something') from workers;
select is(has_schema_privilege(w.role, o.oid, 'usage'), o.nspname = w.schema, format('%s sees schema %s: %s', w.role, o.nspname, o.nspname = w.schema))
  from ours o, workers w order by w.role, o.nspname;
select is_empty(
  $$select p.oid::regprocedure from pg_proc p join ours o on o.oid = p.pronamespace, aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
     where a.grantee = 0 and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')$$, 'PUBLIC may call none of them');
select is_empty(
  $$select p.oid::regprocedure from pg_proc p join ours o on o.oid = p.pronamespace where p.prosecdef and o.nspname = 'debt'$$,
  'only what the programs call runs with the rights of its owner');
select is_empty(
  $$select p.oid::regprocedure from pg_proc p join ours o on o.oid = p.pronamespace where not p.prosecdef and o.nspname <> 'debt'$$, 'and all of that does');
select is_empty(
  $$select p.oid::regprocedure from pg_proc p join ours o on o.oid = p.pronamespace join pg_roles r on r.oid = p.proowner where p.prosecdef and r.rolname <> 'debt_owner'$$,
  'the owner is no superuser');

-- everything else
select is_empty(
  $$select w.role, c.oid::regclass, privilege from pg_class c join ours o on o.oid = c.relnamespace, workers w, unnest('{select,insert,update,references}'::text[]) privilege
     where c.relkind in ('r', 'v', 'm', 'p', 'f') and (has_any_column_privilege(w.role, c.oid, privilege) or has_table_privilege(w.role, c.oid, privilege))$$,
  'the programs'' roles may read and write no table');
select is_empty(
  $$select w.role, c.oid::regclass from pg_class c join ours o on o.oid = c.relnamespace, workers w where c.relkind = 'S' and has_sequence_privilege(w.role, c.oid, 'usage,select,update')$$,
  'no sequence');
select is_empty(
  $$select w.role, n.nspname from pg_namespace n, workers w where has_schema_privilege(w.role, n.oid, 'create') and n.nspname not like 'pg\_temp%' and n.nspname not like 'pg\_toast%'$$,
  'they may create nothing in any schema');
select results_eq(
  $$select w.role, privilege, has_database_privilege(w.role, current_database(), privilege) from workers w, unnest('{connect,create,temporary}'::text[]) privilege order by 1, 2$$,
  $$values ('debt_api', 'connect', true), ('debt_api', 'create', false), ('debt_api', 'temporary', false),
           ('debt_ctl', 'connect', true), ('debt_ctl', 'create', false), ('debt_ctl', 'temporary', false),
           ('debt_relay', 'connect', true), ('debt_relay', 'create', false), ('debt_relay', 'temporary', false)$$, 'and nothing in the database but connect');
select is_empty(
  $$select a.privilege_type from pg_database d, aclexplode(d.datacl) a where d.datname = current_database() and a.grantee = 0$$, 'nobody else may even do that');
select is_empty(
  $$select r.rolname from pg_roles r join workers w on w.role = r.rolname where r.rolsuper or r.rolcreaterole or r.rolcreatedb or r.rolreplication or r.rolbypassrls$$,
  'their roles are plain ones');
select is_empty(
  $$select m.roleid::regrole from pg_auth_members m where m.member in (select w.role::regrole from workers w)$$, 'and members of no other');

-- by trying
select is(refusal(statement, role)->>'sqlstate', '42501', role || ': ' || statement) from workers, unnest(array[
  'select from debt.events', 'select from debt.accounts', 'insert into debt.ledgers default values', 'update debt.sessions set ended_at = null', 'truncate debt.contacts',
  'create temporary table t ()', 'create schema s', 'create table public.t ()', 'create function public.f() returns int language sql return 1',
  'select debt.open_ledger(null, null)', 'select debt.append_event(null, null, null, null, null, null, null, null)', 'select debt.refuse(''LD001'', ''x'')',
  'alter function api.get_health() owner to current_user', 'copy (select) to program ''true''']) as statement;
select is(refusal(statement, role)->>'sqlstate', '42501', role || ': ' || statement)
  from unnest('{debt_api,debt_relay}'::text[]) role, unnest('{select operator.list_accounts(),select operator.rebuild(null)}'::text[]) statement;
select is(refusal('select api.get_health()', 'debt_ctl')->>'sqlstate', '42501', 'debt_ctl: nothing of the workers''');
select is(refusal('select operator.list_accounts()', 'debt_ctl'), null, 'debt_ctl: what it may, it can');
select is(refusal(format('select operator.rebuild(%L)', ledger()), 'debt_ctl'), null, 'a rebuild aside too, though it may make no temporary table');
select is(refusal(format('select operator.verify(%L)', ledger()), 'debt_ctl'), null, 'and verify');
select is(refusal('select relay.read_events(null, 0, 1)', 'debt_api')->>'sqlstate', '42501', 'debt_api: nothing of the relay''s');
select is(refusal('select api.list_events(null, null, null, null)', 'debt_relay')->>'sqlstate', '42501', 'debt_relay: nothing of the workers''');
select is(refusal('select api.get_health()', 'debt_api'), null, 'debt_api: what it may, it can');
select is(refusal(format('select relay.read_events(%L, 0, 1)', ledger()), 'debt_relay'), null, 'debt_relay: what it may, it can');
select is(refusal(format('select api.create_contact(%L, %L, null, ''{"name": "Cid"}'')', ledger(), session()), 'debt_api'), null, 'a function does what its caller may not');

select * from finish();
rollback;
