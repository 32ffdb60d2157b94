-- Invitations to an order: whoever has one adds lines to it, under its ID.
create table group_order_invitation (
  marketplace_id text not null,
  id text not null,
  order_id text not null,
  name text,
  expiration_date timestamptz not null,
  xp jsonb,
  primary key (marketplace_id, id),
  constraint group_order_invitation_order_fkey foreign key (marketplace_id, order_id)
    references purchase_order (marketplace_id, id) on delete cascade deferrable initially deferred
);
create unique index group_order_invitation_id_key on group_order_invitation (marketplace_id, lower(id));
create index group_order_invitation_order on group_order_invitation (marketplace_id, order_id);
