-- Who is told of what happens: of users' actions by API client, and of stock, orders, products and failures.
create table tracking_event (
  marketplace_id text not null,
  id text not null,
  event_type text not null,
  client_id text not null,
  name text not null,
  config_data json,
  delivery_config_id text not null,
  primary key (marketplace_id, id),
  constraint tracking_event_client_fkey foreign key (marketplace_id, client_id)
    references api_client (marketplace_id, id) on delete cascade deferrable initially deferred,
  constraint tracking_event_delivery_fkey foreign key (marketplace_id, delivery_config_id)
    references delivery_config (marketplace_id, id) deferrable initially deferred
);
create unique index tracking_event_id_key on tracking_event (marketplace_id, lower(id));
create unique index tracking_event_type_key on tracking_event (marketplace_id, client_id, event_type);
create index tracking_event_delivery on tracking_event (marketplace_id, delivery_config_id);

-- Of each of these a marketplace has one row.
create table inventory_integration (
  marketplace_id text not null,
  id text not null,
  delivery_config_id text not null,
  limit_notifications boolean not null default false,
  primary key (marketplace_id, id),
  constraint inventory_integration_delivery_fkey foreign key (marketplace_id, delivery_config_id)
    references delivery_config (marketplace_id, id) deferrable initially deferred
);
create index inventory_integration_delivery on inventory_integration (marketplace_id, delivery_config_id);

create table order_sync_config (
  marketplace_id text not null,
  id text not null,
  delivery_config_id text not null,
  config_data json,
  primary key (marketplace_id, id),
  constraint order_sync_config_delivery_fkey foreign key (marketplace_id, delivery_config_id)
    references delivery_config (marketplace_id, id) deferrable initially deferred
);
create index order_sync_config_delivery on order_sync_config (marketplace_id, delivery_config_id);

create table product_sync_config (
  marketplace_id text not null,
  id text not null,
  sync_product_changed boolean not null default false,
  sync_product_deleted boolean not null default false,
  delivery_config_id text not null,
  config_data json,
  paused boolean not null default false,
  exclude_price_schedules boolean not null default false,
  primary key (marketplace_id, id),
  constraint product_sync_config_delivery_fkey foreign key (marketplace_id, delivery_config_id)
    references delivery_config (marketplace_id, id) deferrable initially deferred
);
create index product_sync_config_delivery on product_sync_config (marketplace_id, delivery_config_id);

create table error_config (
  marketplace_id text not null,
  id text not null,
  delivery_config_id text not null,
  primary key (marketplace_id, id),
  constraint error_config_delivery_fkey foreign key (marketplace_id, delivery_config_id)
    references delivery_config (marketplace_id, id) deferrable initially deferred
);
create index error_config_delivery on error_config (marketplace_id, delivery_config_id);
