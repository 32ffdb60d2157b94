-- Deliveries can be looked up and sent again through the API: each says how its attempts ended, and marketplaces read their
-- own. What is delivered stays unread, since it may hold codes that open accounts.
alter table outbox.delivery add column log jsonb not null default '[]';
create index delivery_log on outbox.delivery (marketplace_id, id);
create policy read_log on outbox.delivery for select
  using (marketplace_id = current_setting('app.marketplace', true));

create function outbox.replay(which bigint[]) returns integer language sql security definer set search_path = pg_catalog as $$
  with replayed as (
    update outbox.delivery set ended_at = null, dead = false, attempts = 0, due_at = now()
    where marketplace_id = current_setting('app.marketplace', true) and id = any(which) and ended_at is not null
    returning id)
  select count(*)::int from replayed
$$;
revoke all on function outbox.replay(bigint[]) from public;

do $$ begin
  if exists (select from pg_roles where rolname = 'orderwell_app') then
    grant select (marketplace_id, id, subscriber, target, type, key, announced_at, attempts, due_at, ended_at, dead, error, log)
      on outbox.delivery to orderwell_app;
    grant execute on function outbox.replay(bigint[]) to orderwell_app;
  end if;
end $$;
