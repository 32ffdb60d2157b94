-- Catalogs, categories, products, prices, and who sees what of them.
--
-- What a buyer's user sees of a product depends on the product's catalogs, categories and assigned parties and on
-- whether it is active, a combination that thousands of products share. Each combination is a visibility class; a
-- product points at its class, and which classes a user sees is worked out per set of parties and kept until
-- `visibility_version` moves. Classes are kept exact by the transaction that changes a product or an assignment.

create table catalog (
  marketplace_id text not null,
  id text not null,
  owner_id text not null,
  name text not null,
  description text,
  active boolean not null default false,
  xp jsonb,
  primary key (marketplace_id, id)
);
create unique index catalog_id_key on catalog (marketplace_id, lower(id));

-- Exactly one of buyer and buyer group.
create table catalog_assignment (
  marketplace_id text not null,
  catalog_id text not null,
  buyer_id text,
  buyer_group_id text,
  view_all_categories boolean not null default false,
  view_all_products boolean not null default false,
  constraint catalog_assignment_catalog_fkey foreign key (marketplace_id, catalog_id)
    references catalog (marketplace_id, id) on delete cascade deferrable initially deferred,
  constraint catalog_assignment_buyer_fkey foreign key (marketplace_id, buyer_id)
    references buyer (marketplace_id, id) on delete cascade deferrable initially deferred,
  constraint catalog_assignment_buyer_group_fkey foreign key (marketplace_id, buyer_group_id)
    references buyer_group (marketplace_id, id) on delete cascade deferrable initially deferred
);
create unique index catalog_assignment_key on catalog_assignment
  (marketplace_id, catalog_id, coalesce(buyer_id, ''), coalesce(buyer_group_id, ''));
create index catalog_assignment_buyer on catalog_assignment (marketplace_id, buyer_id);

create table category (
  marketplace_id text not null,
  catalog_id text not null,
  id text not null,
  name text not null,
  description text,
  list_order int,
  active boolean not null default false,
  parent_id text,
  xp jsonb,
  primary key (marketplace_id, catalog_id, id),
  constraint category_catalog_fkey foreign key (marketplace_id, catalog_id)
    references catalog (marketplace_id, id) on delete cascade deferrable initially deferred,
  constraint category_parent_fkey foreign key (marketplace_id, catalog_id, parent_id)
    references category (marketplace_id, catalog_id, id) on delete cascade deferrable initially deferred
);
create unique index category_id_key on category (marketplace_id, catalog_id, lower(id));
create index category_parent on category (marketplace_id, catalog_id, parent_id);

create table category_assignment (
  marketplace_id text not null,
  catalog_id text not null,
  category_id text not null,
  buyer_id text not null,
  group_key bigint,
  visible boolean,
  view_all_products boolean,
  constraint category_assignment_category_fkey foreign key (marketplace_id, catalog_id, category_id)
    references category (marketplace_id, catalog_id, id) on delete cascade deferrable initially deferred,
  constraint category_assignment_buyer_fkey foreign key (marketplace_id, buyer_id)
    references buyer (marketplace_id, id) on delete cascade deferrable initially deferred,
  constraint category_assignment_group_fkey foreign key (marketplace_id, group_key)
    references user_group (marketplace_id, key) on delete cascade deferrable initially deferred
);
create unique index category_assignment_key on category_assignment
  (marketplace_id, catalog_id, category_id, buyer_id, coalesce(group_key, 0));
create index category_assignment_buyer on category_assignment (marketplace_id, buyer_id, group_key);

create table price_schedule (
  marketplace_id text not null,
  id text not null,
  owner_id text not null,
  name text not null,
  apply_tax boolean not null default false,
  apply_shipping boolean not null default false,
  min_quantity int not null default 1,
  max_quantity int,
  use_cumulative_quantity boolean not null default false,
  restricted_quantity boolean not null default false,
  price_breaks jsonb not null default '[]',
  currency text,
  sale_start timestamptz,
  sale_end timestamptz,
  xp jsonb,
  primary key (marketplace_id, id)
);
create unique index price_schedule_id_key on price_schedule (marketplace_id, lower(id));

create table visibility_version (
  marketplace_id text not null primary key,
  version bigint not null
);

-- `signature` is the combination in a canonical text; `content` the same as JSON: {"active", "owner", "child",
-- "catalogs": [id], "categories": [[catalog, id]], "parties": [[buyer, group key or 0]]}.
create table visibility_class (
  marketplace_id text not null,
  id int not null,
  signature text not null,
  content jsonb not null,
  primary key (marketplace_id, id)
);
create unique index visibility_class_signature_key on visibility_class (marketplace_id, md5(signature));

-- Products of a class, spread over shards so that parallel writers seldom wait for each other. `changes` grows with every
-- change of one of them, so that what was worked out over a class is known to hold still.
create table visibility_class_count (
  marketplace_id text not null,
  class_id int not null,
  shard int not null,
  products bigint not null,
  changes bigint not null default 0,
  primary key (marketplace_id, class_id, shard)
);

-- A child's columns hold the effective values: its parent's where it has none of its own. `own` says what it has of its
-- own: a key per property it set (`own ? 'DefaultPriceScheduleID'`), with the value only where the column mixes it with the
-- parent's: `Active` and `xp`. Null for every other product.
create table product (
  marketplace_id text not null,
  id text not null,
  owner_id text not null,
  name text not null,
  description text,
  default_price_schedule_id text,
  auto_forward boolean not null default false,
  parent_id text,
  is_parent boolean not null default false,
  is_bundle boolean not null default false,
  own jsonb,
  quantity_multiplier int not null default 1,
  ship_weight numeric,
  ship_height numeric,
  ship_width numeric,
  ship_length numeric,
  active boolean not null default false,
  spec_count int not null default 0,
  variant_count int not null default 0,
  ship_from_address_id text,
  default_supplier_id text,
  all_suppliers_can_sell boolean not null default false,
  returnable boolean not null default false,
  date_created timestamptz not null,
  inventory_configured boolean not null default false,
  inventory_enabled boolean not null default false,
  notification_point int,
  variant_level_tracking boolean not null default false,
  order_can_exceed boolean not null default false,
  quantity_available int,
  inventory_updated timestamptz,
  inventory_records int not null default 0,
  visibility_class_id int not null,
  words tsvector generated always as (
    setweight(to_tsvector('simple', translate(coalesce(id, ''), '!"#$%&''()*+,-./:;<=>?@[\]^_`{|}~', '                                ')), 'A')
    || setweight(to_tsvector('simple', translate(coalesce(name, ''), '!"#$%&''()*+,-./:;<=>?@[\]^_`{|}~', '                                ')), 'B')
    || setweight(to_tsvector('simple', translate(coalesce(description, ''), '!"#$%&''()*+,-./:;<=>?@[\]^_`{|}~', '                                ')), 'C')) stored,
  stems tsvector generated always as (
    setweight(to_tsvector('english', translate(coalesce(id, ''), '!"#$%&''()*+,-./:;<=>?@[\]^_`{|}~', '                                ')), 'A')
    || setweight(to_tsvector('english', translate(coalesce(name, ''), '!"#$%&''()*+,-./:;<=>?@[\]^_`{|}~', '                                ')), 'B')
    || setweight(to_tsvector('english', translate(coalesce(description, ''), '!"#$%&''()*+,-./:;<=>?@[\]^_`{|}~', '                                ')), 'C')) stored,
  xp jsonb,
  primary key (marketplace_id, id),
  constraint product_default_price_schedule_fkey foreign key (marketplace_id, default_price_schedule_id)
    references price_schedule (marketplace_id, id) deferrable initially deferred,
  constraint product_default_supplier_fkey foreign key (marketplace_id, default_supplier_id)
    references supplier (marketplace_id, id) deferrable initially deferred,
  constraint product_parent_fkey foreign key (marketplace_id, parent_id)
    references product (marketplace_id, id) deferrable initially deferred
);
create unique index product_id_key on product (marketplace_id, lower(id));
create index product_parent on product (marketplace_id, parent_id) where parent_id is not null;
-- A page of a list in its default order reads only this index, however many products on the way are invisible: the
-- plain columns at its end are what index-only scans over expressions ask for.
create index product_page on product
  (marketplace_id, (lower(owner_id) collate "C"), (lower(name) collate "C"), (lower(id) collate "C"), visibility_class_id)
  include (owner_id, name, id);
create index product_class on product (marketplace_id, visibility_class_id);
create index product_search on product using gin (words, stems);
create index product_xp on product using gin (xp jsonb_path_ops);
create index product_xp_folded on product using gin ((lower(xp::text)::jsonb) jsonb_path_ops);
create index product_default_price_schedule on product (marketplace_id, default_price_schedule_id)
  where default_price_schedule_id is not null;
create index product_default_supplier on product (marketplace_id, default_supplier_id) where default_supplier_id is not null;

create table product_supplier (
  marketplace_id text not null,
  product_id text not null,
  supplier_id text not null,
  default_price_schedule_id text,
  primary key (marketplace_id, product_id, supplier_id),
  constraint product_supplier_product_fkey foreign key (marketplace_id, product_id)
    references product (marketplace_id, id) on delete cascade deferrable initially deferred,
  constraint product_supplier_supplier_fkey foreign key (marketplace_id, supplier_id)
    references supplier (marketplace_id, id) on delete cascade deferrable initially deferred,
  constraint product_supplier_schedule_fkey foreign key (marketplace_id, default_price_schedule_id)
    references price_schedule (marketplace_id, id) deferrable initially deferred
);
create index product_supplier_supplier on product_supplier (marketplace_id, supplier_id);

create table catalog_product (
  marketplace_id text not null,
  catalog_id text not null,
  product_id text not null,
  primary key (marketplace_id, product_id, catalog_id),
  constraint catalog_product_catalog_fkey foreign key (marketplace_id, catalog_id)
    references catalog (marketplace_id, id) on delete cascade deferrable initially deferred,
  constraint catalog_product_product_fkey foreign key (marketplace_id, product_id)
    references product (marketplace_id, id) on delete cascade deferrable initially deferred
);
create index catalog_product_catalog on catalog_product (marketplace_id, catalog_id, product_id);

create table category_product (
  marketplace_id text not null,
  catalog_id text not null,
  category_id text not null,
  product_id text not null,
  list_order int,
  primary key (marketplace_id, product_id, catalog_id, category_id),
  constraint category_product_category_fkey foreign key (marketplace_id, catalog_id, category_id)
    references category (marketplace_id, catalog_id, id) on delete cascade deferrable initially deferred,
  constraint category_product_product_fkey foreign key (marketplace_id, product_id)
    references product (marketplace_id, id) on delete cascade deferrable initially deferred
);
create index category_product_category on category_product (marketplace_id, catalog_id, category_id, product_id);

-- `seller_id` is the marketplace's ID or a supplier's.
create table product_assignment (
  marketplace_id text not null,
  product_id text not null,
  buyer_id text not null,
  group_key bigint,
  seller_id text not null,
  price_schedule_id text,
  constraint product_assignment_product_fkey foreign key (marketplace_id, product_id)
    references product (marketplace_id, id) on delete cascade deferrable initially deferred,
  constraint product_assignment_buyer_fkey foreign key (marketplace_id, buyer_id)
    references buyer (marketplace_id, id) on delete cascade deferrable initially deferred,
  constraint product_assignment_group_fkey foreign key (marketplace_id, group_key)
    references user_group (marketplace_id, key) on delete cascade deferrable initially deferred,
  constraint product_assignment_schedule_fkey foreign key (marketplace_id, price_schedule_id)
    references price_schedule (marketplace_id, id) deferrable initially deferred
);
create unique index product_assignment_key on product_assignment
  (marketplace_id, product_id, buyer_id, coalesce(group_key, 0), seller_id);
create index product_assignment_buyer on product_assignment (marketplace_id, buyer_id, group_key);
create index product_assignment_schedule on product_assignment (marketplace_id, price_schedule_id)
  where price_schedule_id is not null;

create table spec (
  marketplace_id text not null,
  id text not null,
  owner_id text not null,
  list_order int not null default 0,
  name text not null,
  default_value text,
  required boolean not null default false,
  allow_open_text boolean not null default false,
  default_option_id text,
  defines_variant boolean not null default false,
  xp jsonb,
  primary key (marketplace_id, id)
);
create unique index spec_id_key on spec (marketplace_id, lower(id));

create table spec_option (
  marketplace_id text not null,
  spec_id text not null,
  id text not null,
  value text not null,
  list_order int not null default 0,
  is_open_text boolean not null default false,
  price_markup_type text,
  price_markup numeric,
  xp jsonb,
  primary key (marketplace_id, spec_id, id),
  constraint spec_option_spec_fkey foreign key (marketplace_id, spec_id)
    references spec (marketplace_id, id) on delete cascade deferrable initially deferred
);
create unique index spec_option_id_key on spec_option (marketplace_id, spec_id, lower(id));

create table spec_product (
  marketplace_id text not null,
  spec_id text not null,
  product_id text not null,
  default_value text,
  default_option_id text,
  primary key (marketplace_id, product_id, spec_id),
  constraint spec_product_spec_fkey foreign key (marketplace_id, spec_id)
    references spec (marketplace_id, id) on delete cascade deferrable initially deferred,
  constraint spec_product_product_fkey foreign key (marketplace_id, product_id)
    references product (marketplace_id, id) on delete cascade deferrable initially deferred
);
create index spec_product_spec on spec_product (marketplace_id, spec_id);

-- `combination` names the options a variant stands for, [[spec, option]] in the order of its specs.
create table variant (
  marketplace_id text not null,
  product_id text not null,
  id text not null,
  combination jsonb not null,
  name text,
  description text,
  active boolean not null default false,
  ship_weight numeric,
  ship_height numeric,
  ship_width numeric,
  ship_length numeric,
  quantity_available int,
  notification_point int,
  inventory_updated timestamptz,
  xp jsonb,
  primary key (marketplace_id, product_id, id),
  constraint variant_product_fkey foreign key (marketplace_id, product_id)
    references product (marketplace_id, id) on delete cascade deferrable initially deferred
);
create unique index variant_id_key on variant (marketplace_id, product_id, lower(id));

-- Stock of a product (`variant_id` null) or of a variant at one address.
create table inventory_record (
  marketplace_id text not null,
  key bigint generated always as identity,
  product_id text not null,
  variant_id text,
  id text not null,
  owner_id text not null,
  allow_all_buyers boolean not null default true,
  address_key bigint not null,
  order_can_exceed boolean not null default false,
  quantity_available int not null default 0,
  notification_point int,
  last_updated timestamptz not null,
  xp jsonb,
  primary key (marketplace_id, key),
  constraint inventory_record_product_fkey foreign key (marketplace_id, product_id)
    references product (marketplace_id, id) on delete cascade deferrable initially deferred,
  constraint inventory_record_variant_fkey foreign key (marketplace_id, product_id, variant_id)
    references variant (marketplace_id, product_id, id) on delete cascade deferrable initially deferred,
  constraint inventory_record_address_fkey foreign key (marketplace_id, address_key)
    references address (marketplace_id, key) deferrable initially deferred
);
create unique index inventory_record_id_key on inventory_record
  (marketplace_id, product_id, coalesce(variant_id, ''), lower(id));
create index inventory_record_address on inventory_record (marketplace_id, address_key);

create table inventory_record_assignment (
  marketplace_id text not null,
  record_key bigint not null,
  buyer_id text not null,
  group_key bigint,
  constraint inventory_record_assignment_record_fkey foreign key (marketplace_id, record_key)
    references inventory_record (marketplace_id, key) on delete cascade deferrable initially deferred,
  constraint inventory_record_assignment_buyer_fkey foreign key (marketplace_id, buyer_id)
    references buyer (marketplace_id, id) on delete cascade deferrable initially deferred,
  constraint inventory_record_assignment_group_fkey foreign key (marketplace_id, group_key)
    references user_group (marketplace_id, key) on delete cascade deferrable initially deferred
);
create unique index inventory_record_assignment_key on inventory_record_assignment
  (marketplace_id, record_key, buyer_id, coalesce(group_key, 0));

-- A bundle is a product with `is_bundle`; this is what it consists of. A component cannot be deleted.
create table bundle_product (
  marketplace_id text not null,
  bundle_id text not null,
  product_id text not null,
  required boolean not null default false,
  default_quantity int,
  primary key (marketplace_id, bundle_id, product_id),
  constraint bundle_product_bundle_fkey foreign key (marketplace_id, bundle_id)
    references product (marketplace_id, id) on delete cascade deferrable initially deferred,
  constraint bundle_product_product_fkey foreign key (marketplace_id, product_id)
    references product (marketplace_id, id) deferrable initially deferred
);
create index bundle_product_product on bundle_product (marketplace_id, product_id);

create table product_facet (
  marketplace_id text not null,
  id text not null,
  name text not null,
  xp_path text,
  list_order int not null default 0,
  min_count int not null default 1,
  xp jsonb,
  primary key (marketplace_id, id)
);
create unique index product_facet_id_key on product_facet (marketplace_id, lower(id));
create unique index product_facet_xp_path_key on product_facet (marketplace_id, (coalesce(xp_path, id)));
