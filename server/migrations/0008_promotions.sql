-- Promotions: what they are, who may use them, and what they take off orders.
create table promotion (
  marketplace_id text not null,
  id text not null,
  line_item_level boolean not null default false,
  code text,
  name text,
  redemption_limit int,
  redemption_limit_per_user int,
  redemption_count int not null default 0,
  quantity_limit_per_order int,
  item_limit_per_order int,
  item_sort_by text,
  description text,
  fine_print text,
  start_date timestamptz,
  expiration_date timestamptz,
  eligible_expression text not null,
  value_expression text,
  can_combine boolean not null default false,
  allow_all_buyers boolean not null default false,
  owner_id text not null,
  auto_apply boolean not null default false,
  active boolean not null default true,
  use_integration boolean not null default false,
  priority int,
  generated_code_count int,
  generated_code_length int,
  generated_code_prefix text,
  xp json,
  primary key (marketplace_id, id)
);
create unique index promotion_id_key on promotion (marketplace_id, lower(id));
create unique index promotion_code_key on promotion (marketplace_id, lower(code));
create index promotion_owner on promotion (marketplace_id, owner_id);
-- Orders ask for those that may apply by themselves, the first by priority.
create index promotion_automatic on promotion (marketplace_id, priority, id) where active and auto_apply;

create table promotion_assignment (
  marketplace_id text not null,
  promotion_id text not null,
  buyer_id text not null,
  group_key bigint,
  constraint promotion_assignment_promotion_fkey foreign key (marketplace_id, promotion_id)
    references promotion (marketplace_id, id) on delete cascade deferrable initially deferred,
  constraint promotion_assignment_buyer_fkey foreign key (marketplace_id, buyer_id)
    references buyer (marketplace_id, id) on delete cascade deferrable initially deferred,
  constraint promotion_assignment_group_fkey foreign key (marketplace_id, group_key)
    references user_group (marketplace_id, key) on delete cascade deferrable initially deferred
);
create unique index promotion_assignment_key on promotion_assignment
  (marketplace_id, promotion_id, buyer_id, coalesce(group_key, 0));
create index promotion_assignment_party on promotion_assignment (marketplace_id, buyer_id, group_key);

-- Codes for one use each, in place of the promotion's own.
create table promotion_code (
  marketplace_id text not null,
  promotion_id text not null,
  code text not null,
  redeemed boolean not null default false,
  primary key (marketplace_id, promotion_id, code),
  constraint promotion_code_promotion_fkey foreign key (marketplace_id, promotion_id)
    references promotion (marketplace_id, id) on delete cascade deferrable initially deferred
);
create unique index promotion_code_code_key on promotion_code (marketplace_id, lower(code));

-- What a promotion takes off an order, or off one of its lines. `kept` is the promotion as it was at submission; until then
-- the present one counts, which must be there. `code` is the one that was entered, where that is not the promotion's own.
create table order_promotion (
  marketplace_id text not null,
  order_id text not null,
  id text not null,
  promotion_id text,
  line_item_id text,
  code text,
  amount numeric not null default 0,
  amount_overridden boolean not null default false,
  date_applied timestamptz not null,
  kept json,
  primary key (marketplace_id, order_id, id),
  constraint order_promotion_order_fkey foreign key (marketplace_id, order_id)
    references purchase_order (marketplace_id, id) on delete cascade deferrable initially deferred,
  constraint order_promotion_line_fkey foreign key (marketplace_id, order_id, line_item_id)
    references line_item (marketplace_id, order_id, id) on delete cascade deferrable initially deferred,
  constraint order_promotion_promotion_fkey foreign key (marketplace_id, promotion_id)
    references promotion (marketplace_id, id) on delete set null (promotion_id) deferrable initially deferred
);
create unique index order_promotion_once on order_promotion
  (marketplace_id, order_id, promotion_id, coalesce(line_item_id, ''));
create index order_promotion_promotion on order_promotion (marketplace_id, promotion_id);

-- The part of `promotion_discount` that lies on no line.
alter table purchase_order add column order_discount numeric not null default 0;
