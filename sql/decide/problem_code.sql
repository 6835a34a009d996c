create or replace function problem_code(state text) returns text language sql stable as $$
  select case state
    when 'LD006' then 'not_found' when 'LD007' then 'id_taken' when 'LD008' then 'contact_not_settled' when 'LD009' then 'linked'
    when 'LD010' then 'cannot_undo' when 'LD013' then 'version_mismatch' when 'LD014' then 'invalid_field' when 'LD015' then 'sum_too_large'
    when 'LD016' then 'idempotency_key_reused' end;
$$;
comment on function problem_code is 'The code that clients know a refusal by, where an answer tells several; a worker maps the rest (cgi/problem.c).';
