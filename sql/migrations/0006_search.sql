-- Searching by an index: text without case and accents, by its trigrams, within one ledger. Both extensions are trusted: the owner of the
-- database, who is no superuser, may create them.

create extension if not exists pg_trgm with schema debt;
create extension if not exists btree_gin with schema debt;

-- ledger_id as a text: where a table is small, the planner takes a ledger for a handful of rows, and would rather read it from end to end. A condition
-- in these words can be answered by no other index.

-- fastupdate (the default) has an append put its trigrams into a list, one page mostly; they are sorted in many at a time, by autovacuum or by
-- the append that fills the list (a write-ahead log of 3 KB an append instead of 13 KB). 1 MB keeps that append short, and searches, which read
-- the list too, quick.
create index contacts_by_search on contacts using gin ((ledger_id::text), search gin_trgm_ops) with (gin_pending_list_limit = 1024);
create index transactions_by_search on transactions using gin ((ledger_id::text), search gin_trgm_ops) with (gin_pending_list_limit = 1024);
