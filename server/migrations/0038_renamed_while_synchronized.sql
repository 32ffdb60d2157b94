-- Objects that got another ID while everything of their kind is delivered: they may have come to stand before the place that
-- is reached, and are delivered at the end.
create table full_sync_renamed (
  marketplace_id text not null,
  -- The full synchronization, as in full_sync.
  id text not null,
  -- IDs of the object, those of its place first. None: all of the kind, as those of a place whose ID changed.
  object text[] not null,
  primary key (marketplace_id, id, object)
);
