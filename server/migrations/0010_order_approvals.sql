-- Approvals that orders passed or wait for. The numbers of an order's approvals are its own; rules and groups are named as
-- history, and the group's key says who may decide as long as it is there.
create table order_approval (
  marketplace_id text not null,
  order_id text not null,
  id text not null,
  submission integer not null,
  approval_rule_id text not null,
  approving_group_id text not null,
  approving_group_key bigint,
  submitter_key bigint,
  status text not null,
  date_created timestamptz not null,
  date_completed timestamptz,
  approver json,
  comments text,
  allow_resubmit boolean not null default false,
  primary key (marketplace_id, order_id, id),
  constraint order_approval_order_fkey foreign key (marketplace_id, order_id)
    references purchase_order (marketplace_id, id) on delete cascade deferrable initially deferred,
  constraint order_approval_group_fkey foreign key (marketplace_id, approving_group_key)
    references user_group (marketplace_id, key) on delete set null (approving_group_key) deferrable initially deferred,
  constraint order_approval_submitter_fkey foreign key (marketplace_id, submitter_key)
    references app_user (marketplace_id, key) on delete set null (submitter_key) deferrable initially deferred
);
create index order_approval_group on order_approval (marketplace_id, approving_group_key);
create index order_approval_submitter on order_approval (marketplace_id, submitter_key);
create index order_approval_pending on order_approval (marketplace_id, approving_group_key, order_id)
  where status = 'Pending';
create index order_approval_rule on order_approval (marketplace_id, approval_rule_id) where status = 'Pending';
