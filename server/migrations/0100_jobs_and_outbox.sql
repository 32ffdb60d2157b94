-- What has happened in a marketplace and must reach somebody: webhooks, messages, feeds. Written in the transaction that
-- made it happen, so that neither exists without the other, and delivered afterwards.
--
-- A schema of its own, never distributed: relays look for work across marketplaces with `for update skip locked`.
-- The job queue keeps a schema of its own as well, `jobs`, which its library makes.

create schema outbox;

create table outbox.delivery (
  id bigint generated always as identity primary key,
  marketplace_id text not null,
  subscriber text not null,
  type text not null,
  -- Deliveries to a subscriber about one key happen one after the other, in the order of `id`.
  key text not null,
  payload jsonb not null,
  announced_at timestamptz not null default now(),
  attempts int not null default 0,
  -- When it may be tried (again); while an attempt runs, when the lease of the process that makes it ends.
  due_at timestamptz not null default now(),
  ended_at timestamptz,
  dead boolean not null default false,
  error text
);
create index delivery_due on outbox.delivery (subscriber, due_at, id) where ended_at is null;
create index delivery_order on outbox.delivery (subscriber, marketplace_id, key, id) where ended_at is null;
create index delivery_ended on outbox.delivery (dead, ended_at, id) where ended_at is not null;

-- Requests may announce for their own marketplace, and neither read nor change what is waiting. The owner, who relays,
-- is not bound by this.
alter table outbox.delivery enable row level security;
create policy announce on outbox.delivery for insert
  with check (marketplace_id = current_setting('app.marketplace', true));

do $$
begin
  if exists (select from pg_roles where rolname = 'orderwell_app') then
    grant usage on schema outbox to orderwell_app;
    grant insert (marketplace_id, subscriber, type, key, payload) on outbox.delivery to orderwell_app;
  end if;
end $$;
