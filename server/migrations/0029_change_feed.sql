-- Whoever follows a marketplace, such as a search index, reads what was changed in it. Changes are written only while
-- somebody follows. They are put in order by transaction: one whose number is below that of every open transaction has
-- nothing before it that is still to come.
create table outbox.feed (
  marketplace_id text not null primary key,
  begun_at timestamptz not null default now(),
  -- When changes were last read, within an hour.
  read_at timestamptz not null default now(),
  -- Last transaction of which changes were deleted.
  purged bigint not null default 0
);
create table outbox.change (
  marketplace_id text not null,
  transaction bigint not null,
  number bigint not null generated always as identity,
  at timestamptz not null,
  resource text not null,
  kind text not null,
  ids json not null,
  user_id text,
  log_id text not null,
  primary key (marketplace_id, transaction, number)
);
create index change_at on outbox.change (at);

alter table outbox.feed enable row level security;
alter table outbox.change enable row level security;
create policy own_feed on outbox.feed
  using (marketplace_id = current_setting('app.marketplace', true))
  with check (marketplace_id = current_setting('app.marketplace', true));
create policy own_changes on outbox.change
  using (marketplace_id = current_setting('app.marketplace', true))
  with check (marketplace_id = current_setting('app.marketplace', true));

do $$ begin
  if exists (select from pg_roles where rolname = 'orderwell_app') then
    grant select, insert (marketplace_id), update (read_at) on outbox.feed to orderwell_app;
    grant select, insert (marketplace_id, transaction, at, resource, kind, ids, user_id, log_id)
      on outbox.change to orderwell_app;
  end if;
end $$;
