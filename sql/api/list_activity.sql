create or replace function api.list_activity(ledger uuid, session uuid, if_none_match text, query jsonb) returns api.answer
language plpgsql stable security definer set search_path = debt, pg_temp as $$
declare
  head ledger_head := read_ledger(ledger, session);
  answer api.answer;
begin
  select p.body, p.next into answer.body, answer.next
    from read_page(ledger, 'activity', query, '(select a.*, a.seq as created_seq, activity_json(a) as rendered from activity a)', '{}', 'r.seq', 'bigint',
                   true, 'r.rendered', null, null) p;
  return answer;
end
$$;
comment on function api.list_activity is
'A page of what happened to the account''s sessions and credentials, newest first. query: {limit?, cursor?}.
LD001: the session has ended. LD017: a cursor that is not of this list.';
