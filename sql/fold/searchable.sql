create or replace function searchable(variadic texts text[]) returns text language sql stable as $$
  select lower(unaccent(normalize(array_to_string(texts, E'\n'), nfkc)) collate "und-x-icu");
$$;
comment on function searchable is 'Texts made alike for searching: without case, accents and compatibility forms. NULLs are left out.';

create or replace function search_pattern(search text) returns text language sql stable as $$
  select '%' || regexp_replace(searchable(search), '([\\%_])', '\\\1', 'g') || '%';
$$;
comment on function search_pattern is 'What to compare searchable text with by LIKE.';
