-- Deliveries know whom they go to, so that the turns of those who are told are shared out by marketplace and by target, and one
-- that does not answer holds up nobody else. What waits from before goes to a target of its own.
alter table outbox.delivery add column target text not null default '-';

-- From marketplace to marketplace, and from target to target, without looking at all that waits.
create index delivery_lane on outbox.delivery (subscriber, marketplace_id, target, due_at, id) where ended_at is null;
drop index outbox.delivery_due;

do $$
begin
  if exists (select from pg_roles where rolname = 'orderwell_app') then
    grant insert (target) on outbox.delivery to orderwell_app;
  end if;
end
$$;
