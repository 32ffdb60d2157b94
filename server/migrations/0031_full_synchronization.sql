-- Everything of a kind is delivered once when that is asked for: how far that is, one for each kind, so that it goes on
-- where it was when a server ends meanwhile.
create table full_sync (
  marketplace_id text not null,
  -- What is delivered: Products, Orders, Buyers, …
  id text not null,
  -- Tells it from those before it, whose steps may still come.
  run text not null,
  status text not null,
  from_date timestamptz,
  to_date timestamptz,
  date_started timestamptz not null,
  date_ended timestamptz,
  announced int not null default 0,
  -- Steps that were done, and the place that the last one came to.
  step int not null default 0,
  place json not null default '[]',
  -- Who asked for it, as messages name them.
  asked_by json not null,
  primary key (marketplace_id, id),
  constraint full_sync_status_check check (status in ('Running', 'Completed', 'Canceled'))
);
