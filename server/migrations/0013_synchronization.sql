-- Targets that changes and events are delivered to. Without what replies hide, which lies apart and sealed.
create table delivery_config (
  marketplace_id text not null,
  id text not null,
  name text not null,
  enabled boolean not null default false,
  delivery_targets json not null,
  -- Encrypted with the installation's secret key.
  delivery_secrets text,
  primary key (marketplace_id, id)
);
create unique index delivery_config_id_key on delivery_config (marketplace_id, lower(id));

-- Which kinds of resources are synchronized: one row each, by the name of the kind.
create table entity_sync_config (
  marketplace_id text not null,
  id text not null,
  delivery_config_id text not null,
  sync_entity_changed boolean not null default false,
  sync_entity_deleted boolean not null default false,
  paused boolean not null default false,
  primary key (marketplace_id, id),
  constraint entity_sync_config_delivery_fkey foreign key (marketplace_id, delivery_config_id)
    references delivery_config (marketplace_id, id) deferrable initially deferred
);
create index entity_sync_config_delivery on entity_sync_config (marketplace_id, delivery_config_id);

-- Whoever is told through one. There was none to name so far.
update webhook set delivery_config_id = null where delivery_config_id is not null;
update message_sender set delivery_config_id = null where delivery_config_id is not null;
alter table webhook add constraint webhook_delivery_fkey foreign key (marketplace_id, delivery_config_id)
  references delivery_config (marketplace_id, id) deferrable initially deferred;
create index webhook_delivery on webhook (marketplace_id, delivery_config_id);
alter table message_sender add constraint message_sender_delivery_fkey foreign key (marketplace_id, delivery_config_id)
  references delivery_config (marketplace_id, id) deferrable initially deferred;
create index message_sender_delivery on message_sender (marketplace_id, delivery_config_id);
