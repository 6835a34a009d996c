create or replace function refuse(state text, detail text, members jsonb default null) returns void language plpgsql as $$
begin
  raise exception using errcode = state, message = detail, detail = coalesce(members::text, '');
end
$$;
comment on function refuse is
'Refuses the request: raises SQLSTATE `state` of the project''s class LD.
detail: a sentence for a person. members: further members of the problem document (RFC 9457 §3.2), or NULL.';

create or replace function field_error(field text, code text, message text) returns jsonb
language sql stable as $$
  select jsonb_build_object('field', field, 'code', code, 'message', message);
$$;
comment on function field_error is 'One element of a problem''s `errors`.';

create or replace function refuse_fields(errors jsonb[]) returns void language plpgsql as $$
begin
  perform refuse('LD014', 'The request has fields that cannot be accepted.', jsonb_build_object('errors', to_jsonb(errors)));
end
$$;
comment on function refuse_fields is 'Raises LD014 (invalid_field) with all errors at once.';
