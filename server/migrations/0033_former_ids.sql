-- Shipments and returns are renamed as orders are, and what is to be told of them finds them by their former IDs as well.
create table former_shipment_id (
  marketplace_id text not null,
  former_id text not null,
  shipment_id text not null,
  renamed_at timestamptz not null default now(),
  primary key (marketplace_id, former_id, shipment_id),
  constraint former_shipment_id_shipment_fkey foreign key (marketplace_id, shipment_id)
    references shipment (marketplace_id, id) on delete cascade deferrable initially deferred
);
create index former_shipment_id_shipment on former_shipment_id (marketplace_id, shipment_id);
create index former_shipment_id_renamed on former_shipment_id (marketplace_id, renamed_at);
create table former_order_return_id (
  marketplace_id text not null,
  former_id text not null,
  order_return_id text not null,
  renamed_at timestamptz not null default now(),
  primary key (marketplace_id, former_id, order_return_id),
  constraint former_order_return_id_return_fkey foreign key (marketplace_id, order_return_id)
    references order_return (marketplace_id, id) on delete cascade deferrable initially deferred
);
create index former_order_return_id_return on former_order_return_id (marketplace_id, order_return_id);
create index former_order_return_id_renamed on former_order_return_id (marketplace_id, renamed_at);

-- Orders that cannot be forwarded make way for those that were not tried as recently.
alter table order_to_forward add column tried_at timestamptz;
create index order_to_forward_tried on order_to_forward (marketplace_id, tried_at nulls first, order_id);
