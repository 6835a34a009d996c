create or replace function check_version(version bigint, if_match bigint) returns void language plpgsql as $$
begin
  if if_match <> version then
    perform refuse('LD013', 'It was changed meanwhile: its version is ' || version || '.', jsonb_build_object('version', version));
  end if;
end
$$;
comment on function check_version is 'LD013 (version_mismatch) with the current version, where the client expected another. if_match NULL: any will do.';

create or replace function next_version(ledger uuid, aggregate uuid) returns bigint language plpgsql stable as $$
begin
  return (select v.version from events v where v.ledger_id = ledger and v.aggregate_id = aggregate order by v.version desc limit 1) + 1;
end
$$;
comment on function next_version is 'The version that the next event of an aggregate makes.';

create or replace function changed_fields(current jsonb, wanted jsonb) returns jsonb language sql stable as $$
  select coalesce(jsonb_object_agg(w.key, w.value), '{}') from jsonb_each(wanted) w where w.value is distinct from coalesce(current->w.key, 'null');
$$;
comment on function changed_fields is 'What of the wanted fields differs from the current ones: what an update''s event says. null clears.';

create or replace function transactions_version(ledger uuid, contact uuid) returns bigint language plpgsql stable as $$
begin
  return (select coalesce(sum(t.version), 0) from transactions t where t.ledger_id = ledger and t.contact_id = contact);
end
$$;
comment on function transactions_version is 'The versions of a contact''s transactions added up: another one once any of them is added, changed or undone.';
