-- IDs that orders had when something was announced of them, and have no more: services rename orders as soon as they are
-- told of them, and what is to be told later finds them by these.
create table former_order_id (
  marketplace_id text not null,
  former_id text not null,
  order_id text not null,
  renamed_at timestamptz not null default now(),
  primary key (marketplace_id, former_id, order_id),
  constraint former_order_id_order_fkey foreign key (marketplace_id, order_id)
    references purchase_order (marketplace_id, id) on delete cascade deferrable initially deferred
);
create index former_order_id_order on former_order_id (marketplace_id, order_id);
create index former_order_id_renamed on former_order_id (marketplace_id, renamed_at);
