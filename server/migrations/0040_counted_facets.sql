-- Counts of the facets of all that shoppers see, for processes that start: where there are a million products, counting them
-- takes the database longer than anybody waits.
create table counted_facets (
  marketplace_id text not null,
  -- Names a set of visibility classes at a version of visibility and facets.
  key text not null,
  -- Products of the classes, and their changes so far.
  total bigint not null,
  changes bigint not null,
  facets json not null,
  counted_at timestamptz not null,
  primary key (marketplace_id, key)
);
