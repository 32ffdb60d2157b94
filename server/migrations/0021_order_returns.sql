-- Order returns: what is given back of an order, and what is refunded for it. They belong to the order as its lines do, and
-- items and approvals have numbers that are the order's own. Rules and groups are named as history; the group's key says
-- who may decide as long as it is there.
create table order_return (
  marketplace_id text not null,
  id text not null,
  order_id text not null,
  status text not null default 'Unsubmitted',
  date_created timestamptz not null,
  date_submitted timestamptz,
  date_approved timestamptz,
  date_declined timestamptz,
  date_canceled timestamptz,
  date_completed timestamptz,
  last_updated timestamptz not null,
  refund_amount numeric,
  comments text,
  xp json,
  -- Somebody set the amount as a whole: it is no sum.
  refund_set boolean not null default false,
  -- The type of user who began it: until it is submitted it concerns their side only.
  creator_type text not null,
  primary key (marketplace_id, id),
  constraint order_return_order_fkey foreign key (marketplace_id, order_id)
    references purchase_order (marketplace_id, id) on delete cascade deferrable initially deferred
);
create unique index order_return_id_key on order_return (marketplace_id, lower(id));
create index order_return_order on order_return (marketplace_id, order_id);
create index order_return_submitted on order_return (marketplace_id, date_submitted, date_created, id);
create index order_return_unsubmitted on order_return (marketplace_id, last_updated) where status = 'Unsubmitted';

create table order_return_item (
  marketplace_id text not null,
  order_id text not null,
  id text not null,
  order_return_id text not null,
  line_item_id text not null,
  quantity integer not null default 0,
  refund_amount numeric,
  comments text,
  primary key (marketplace_id, order_id, id),
  constraint order_return_item_order_fkey foreign key (marketplace_id, order_id)
    references purchase_order (marketplace_id, id) on delete cascade deferrable initially deferred,
  constraint order_return_item_return_fkey foreign key (marketplace_id, order_return_id)
    references order_return (marketplace_id, id) on delete cascade deferrable initially deferred,
  constraint order_return_item_line_fkey foreign key (marketplace_id, order_id, line_item_id)
    references line_item (marketplace_id, order_id, id) on delete cascade deferrable initially deferred
);
create index order_return_item_return on order_return_item (marketplace_id, order_return_id);
create index order_return_item_line on order_return_item (marketplace_id, order_id, line_item_id);

create table order_return_approval (
  marketplace_id text not null,
  order_id text not null,
  id text not null,
  order_return_id text not null,
  approval_rule_id text not null,
  approving_group_id text not null,
  approving_group_key bigint,
  submitter_key bigint,
  status text not null,
  date_created timestamptz not null,
  date_completed timestamptz,
  approver json,
  comments text,
  primary key (marketplace_id, order_id, id),
  constraint order_return_approval_order_fkey foreign key (marketplace_id, order_id)
    references purchase_order (marketplace_id, id) on delete cascade deferrable initially deferred,
  constraint order_return_approval_return_fkey foreign key (marketplace_id, order_return_id)
    references order_return (marketplace_id, id) on delete cascade deferrable initially deferred
);
create index order_return_approval_return on order_return_approval (marketplace_id, order_return_id);
create index order_return_approval_pending on order_return_approval (marketplace_id, approving_group_key, order_return_id)
  where status = 'Pending';
create index order_return_approval_rule on order_return_approval (marketplace_id, approval_rule_id)
  where status = 'Pending';

alter table payment add constraint payment_order_return_fkey foreign key (marketplace_id, order_return_id)
  references order_return (marketplace_id, id) on delete cascade deferrable initially deferred;
