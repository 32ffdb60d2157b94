-- Percentages off prices, and who gets them: a buyer group, or a buyer or one of its groups. What a discount is limited to takes it along when it goes.
create table discount (
  marketplace_id text not null,
  id text not null,
  description text,
  discount_breaks jsonb not null,
  product_filter text,
  catalog_id text,
  category_id text,
  product_id text,
  xp json,
  primary key (marketplace_id, id),
  constraint discount_catalog_fkey foreign key (marketplace_id, catalog_id)
    references catalog (marketplace_id, id) on delete cascade deferrable initially deferred,
  constraint discount_category_fkey foreign key (marketplace_id, catalog_id, category_id)
    references category (marketplace_id, catalog_id, id) on delete cascade deferrable initially deferred,
  constraint discount_product_fkey foreign key (marketplace_id, product_id)
    references product (marketplace_id, id) on delete cascade deferrable initially deferred
);
create unique index discount_id_key on discount (marketplace_id, lower(id));
create index discount_catalog on discount (marketplace_id, catalog_id, category_id) where catalog_id is not null;
create index discount_product on discount (marketplace_id, product_id) where product_id is not null;

create table discount_assignment (
  marketplace_id text not null,
  discount_id text not null,
  buyer_group_id text,
  buyer_id text,
  group_key bigint,
  constraint discount_assignment_discount_fkey foreign key (marketplace_id, discount_id)
    references discount (marketplace_id, id) on delete cascade deferrable initially deferred,
  constraint discount_assignment_buyer_group_fkey foreign key (marketplace_id, buyer_group_id)
    references buyer_group (marketplace_id, id) on delete cascade deferrable initially deferred,
  constraint discount_assignment_buyer_fkey foreign key (marketplace_id, buyer_id)
    references buyer (marketplace_id, id) on delete cascade deferrable initially deferred,
  constraint discount_assignment_group_fkey foreign key (marketplace_id, group_key)
    references user_group (marketplace_id, key) on delete cascade deferrable initially deferred
);
create unique index discount_assignment_key on discount_assignment
  (marketplace_id, discount_id, coalesce(buyer_group_id, ''), coalesce(buyer_id, ''), coalesce(group_key, 0));
create index discount_assignment_buyer on discount_assignment (marketplace_id, buyer_id) where buyer_id is not null;
create index discount_assignment_buyer_group on discount_assignment (marketplace_id, buyer_group_id)
  where buyer_group_id is not null;
create index discount_assignment_group on discount_assignment (marketplace_id, group_key) where group_key is not null;
