create or replace function canonical_json(value jsonb) returns text language plpgsql immutable strict as $$
begin
  case jsonb_typeof(value)
    when 'object' then
      return (select '{' || coalesce(string_agg(to_json(m.key)::text || ':' ||
                case when jsonb_typeof(m.value) in ('object', 'array') then canonical_json(m.value) else m.value::text end,
                ',' order by m.key collate "C"), '') || '}'
              from jsonb_each(value) as m);
    when 'array' then
      return (select '[' || coalesce(string_agg(canonical_json(e.value), ',' order by e.place), '') || ']'
              from jsonb_array_elements(value) with ordinality as e(value, place));
    else
      return value::text;
  end case;
end
$$;
comment on function canonical_json is
'RFC 8785 (JSON Canonicalization Scheme) for what events hold: keys in ASCII, so that the order of bytes is the order of UTF-16
units; numbers that are integers within 2^53, which print alike. PostgreSQL''s string escapes are those of RFC 8785 §3.2.2.2.';
