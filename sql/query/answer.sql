do $$
begin
  if to_regtype('api.answer') is null then
    create type api.answer as (body text, etag text, id uuid, replayed boolean, next text);
  end if;
end
$$;
comment on type api.answer is
'What a worker sends on. body: finished JSON; NULL with an etag: the client has it already (304). etag: without quotes. id: of what
was created. replayed: this request had been carried out before. next: cursor of the next page; NULL: this was the last.';
