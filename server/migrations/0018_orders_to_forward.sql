-- Orders that are to be passed on to suppliers by themselves, from their submission until that is done.
create table order_to_forward (
  marketplace_id text not null,
  order_id text not null,
  primary key (marketplace_id, order_id),
  constraint order_to_forward_order_fkey foreign key (marketplace_id, order_id)
    references purchase_order (marketplace_id, id) on delete cascade deferrable initially deferred
);
