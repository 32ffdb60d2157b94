-- Runs of subscriptions that were asked for by hand, within the hour that began then: so many may be.
alter table subscription_integration add column runs_by_hand int not null default 0;
alter table subscription_integration add column counted_since timestamptz;
