create or replace function ledger_etag(head ledger_head, today date default null) returns text language sql stable as $$
  select head.seq || '.' || encode(substr(head.hash, 1, 6), 'hex') || '.' || left(head.epoch::text, 8) || coalesce('.' || to_char(today, 'YYYYMMDD'), '');
$$;
comment on function ledger_etag is
'The ETag of whatever is made of a whole ledger: changes with every event, and with another history of the same length.
today: given where the answer shows what is overdue.';

create or replace function item_etag(version bigint, from_seq bigint, epoch uuid, overdue boolean default false) returns text
language sql stable as $$
  select version || '.' || from_seq || '.' || left(epoch::text, 8) || case when overdue then '.overdue' else '' end;
$$;
comment on function item_etag is
'The ETag of one contact or transaction: begins with its version, which is all that If-Match looks at; from_seq changes
with whatever else the answer shows.';

create or replace function not_modified(if_none_match text, etag text) returns boolean language sql stable as $$
  select coalesce(etag = any (string_to_array(if_none_match, ',')), false);
$$;
comment on function not_modified is 'Whether the client has this answer already. if_none_match: the ETags it has, joined by commas, or NULL.';
