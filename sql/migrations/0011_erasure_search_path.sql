-- Whoever deletes, from whatever search path, gets the same answer.
alter function events_are_erased_whole() set search_path = debt, pg_temp;
