-- The schema that every database begins with, area by area. Row-level security of tenants' tables and the grants of the
-- application role follow from their `marketplace_id` and are added after each migration (platform/db/migrate.ts).

-- ==================== The installation ====================

-- What belongs to the installation and to no marketplace. Tables that name one all the same carry the comment
-- `platform`, which keeps them out of row-level security: they are read before the tenant of a request is known.

create table portal_user (
  key bigint generated always as identity primary key,
  username text not null,
  email text not null,
  name text not null default '',
  password_hash text not null,
  failed_attempts int not null default 0,
  locked_until timestamptz,
  token_version int not null default 0,
  created_at timestamptz not null default now()
);
create unique index portal_user_username_key on portal_user (lower(username));
create unique index portal_user_email_key on portal_user (lower(email));

create table portal_refresh_token (
  token_hash text primary key,
  portal_user_key bigint not null references portal_user (key) on delete cascade,
  expires_at timestamptz not null
);

create table marketplace (
  id text primary key,
  name text not null,
  environment text not null,
  region_id text not null,
  active boolean not null default true,
  owner_key bigint not null references portal_user (key),
  auto_forwarding_user_key bigint,
  created_at timestamptz not null default now()
);
create unique index marketplace_id_key on marketplace (lower(id));

-- Private halves are encrypted with the installation's secret key. Public halves stay for as long as tokens may live.
create table signing_key (
  kid text primary key,
  private_key text not null,
  public_jwk jsonb not null,
  created_at timestamptz not null default now(),
  retired_at timestamptz
);

-- The token endpoint knows only a client ID; this says which marketplace to enter.
create table client_directory (
  client_id text primary key,
  marketplace_id text not null
);
create index client_directory_marketplace on client_directory (marketplace_id);
comment on table client_directory is 'platform';

-- ==================== Parties ====================

-- The organizations of a marketplace, their people, and what lets them in.
--
-- Users, groups and addresses exist on three sides (marketplace, buyer, supplier) with the same shape and one rule
-- across all of them (usernames are unique), so each is one table: `buyer_id` and `supplier_id` say whose it is, both
-- null for the marketplace's own. Their keys are internal numbers, since an ID is unique only within its owner.

create table buyer_group (
  marketplace_id text not null,
  id text not null,
  name text not null,
  description text,
  default_catalog_id text,
  xp jsonb,
  primary key (marketplace_id, id)
);
create unique index buyer_group_id_key on buyer_group (marketplace_id, lower(id));

create table buyer (
  marketplace_id text not null,
  id text not null,
  name text not null,
  default_catalog_id text,
  active boolean not null default false,
  group_id text,
  date_created timestamptz not null,
  xp jsonb,
  primary key (marketplace_id, id),
  constraint buyer_group_fkey foreign key (marketplace_id, group_id) references buyer_group (marketplace_id, id)
    deferrable initially deferred
);
create unique index buyer_id_key on buyer (marketplace_id, lower(id));

create table supplier (
  marketplace_id text not null,
  id text not null,
  name text not null,
  active boolean not null default false,
  all_buyers_can_order boolean not null default false,
  date_created timestamptz not null,
  xp jsonb,
  primary key (marketplace_id, id)
);
create unique index supplier_id_key on supplier (marketplace_id, lower(id));

create table supplier_buyer (
  marketplace_id text not null,
  supplier_id text not null,
  buyer_id text not null,
  primary key (marketplace_id, supplier_id, buyer_id),
  constraint supplier_buyer_supplier_fkey foreign key (marketplace_id, supplier_id)
    references supplier (marketplace_id, id) on delete cascade deferrable initially deferred,
  constraint supplier_buyer_buyer_fkey foreign key (marketplace_id, buyer_id)
    references buyer (marketplace_id, id) on delete cascade deferrable initially deferred
);
create index supplier_buyer_buyer on supplier_buyer (marketplace_id, buyer_id);

create table locale (
  marketplace_id text not null,
  id text not null,
  owner_id text not null,
  currency text not null,
  language text,
  primary key (marketplace_id, id)
);
create unique index locale_id_key on locale (marketplace_id, lower(id));
create unique index locale_language_currency_key on locale (marketplace_id, lower(currency), lower(coalesce(language, '')));

-- `hidden` marks the user that the portal's tokens act as: no list or lookup shows it.
create table app_user (
  marketplace_id text not null,
  key bigint generated always as identity,
  buyer_id text,
  supplier_id text,
  id text not null,
  username text not null,
  password_hash text,
  password_last_set_date timestamptz,
  first_name text not null,
  last_name text not null,
  email text,
  phone text,
  terms_accepted timestamptz,
  active boolean not null default false,
  hidden boolean not null default false,
  failed_login_attempts int not null default 0,
  locked_until timestamptz,
  token_version int not null default 0,
  date_created timestamptz not null,
  last_active timestamptz,
  xp jsonb,
  primary key (marketplace_id, key),
  constraint app_user_buyer_fkey foreign key (marketplace_id, buyer_id)
    references buyer (marketplace_id, id) on delete cascade deferrable initially deferred,
  constraint app_user_supplier_fkey foreign key (marketplace_id, supplier_id)
    references supplier (marketplace_id, id) on delete cascade deferrable initially deferred
);
create unique index app_user_id_key on app_user (marketplace_id, lower(id), buyer_id, supplier_id) nulls not distinct;
create index app_user_company on app_user (marketplace_id, buyer_id, supplier_id);
create index app_user_page on app_user
  (marketplace_id, buyer_id, (lower(last_name) collate "C"), (lower(first_name) collate "C"), (lower(username) collate "C"));
create unique index app_user_username_key on app_user (marketplace_id, lower(username));
create index app_user_email on app_user (marketplace_id, lower(email));

-- Passwords a user had before his present one, for profiles that forbid using them again.
create table former_password (
  marketplace_id text not null,
  user_key bigint not null,
  password_hash text not null,
  replaced_at timestamptz not null,
  constraint former_password_user_fkey foreign key (marketplace_id, user_key)
    references app_user (marketplace_id, key) on delete cascade deferrable initially deferred
);
create index former_password_user on former_password (marketplace_id, user_key, replaced_at);

create table user_group (
  marketplace_id text not null,
  key bigint generated always as identity,
  buyer_id text,
  supplier_id text,
  id text not null,
  name text not null,
  description text,
  xp jsonb,
  primary key (marketplace_id, key),
  constraint user_group_buyer_fkey foreign key (marketplace_id, buyer_id)
    references buyer (marketplace_id, id) on delete cascade deferrable initially deferred,
  constraint user_group_supplier_fkey foreign key (marketplace_id, supplier_id)
    references supplier (marketplace_id, id) on delete cascade deferrable initially deferred
);
create unique index user_group_id_key on user_group (marketplace_id, lower(id), buyer_id, supplier_id) nulls not distinct;
create index user_group_company on user_group (marketplace_id, buyer_id, supplier_id);

create table user_group_member (
  marketplace_id text not null,
  group_key bigint not null,
  user_key bigint not null,
  primary key (marketplace_id, user_key, group_key),
  constraint user_group_member_group_fkey foreign key (marketplace_id, group_key)
    references user_group (marketplace_id, key) on delete cascade deferrable initially deferred,
  constraint user_group_member_user_fkey foreign key (marketplace_id, user_key)
    references app_user (marketplace_id, key) on delete cascade deferrable initially deferred
);
create index user_group_member_group on user_group_member (marketplace_id, group_key);

-- `private_to` marks an address that a user made for himself: only he sees it.
create table address (
  marketplace_id text not null,
  key bigint generated always as identity,
  buyer_id text,
  supplier_id text,
  private_to bigint,
  shipping boolean not null default false,
  billing boolean not null default false,
  id text not null,
  date_created timestamptz not null,
  company_name text,
  first_name text,
  last_name text,
  street1 text not null,
  street2 text,
  city text not null,
  state text,
  zip text,
  country text not null,
  phone text,
  address_name text,
  xp jsonb,
  primary key (marketplace_id, key),
  constraint address_buyer_fkey foreign key (marketplace_id, buyer_id)
    references buyer (marketplace_id, id) on delete cascade deferrable initially deferred,
  constraint address_supplier_fkey foreign key (marketplace_id, supplier_id)
    references supplier (marketplace_id, id) on delete cascade deferrable initially deferred,
  constraint address_private_fkey foreign key (marketplace_id, private_to)
    references app_user (marketplace_id, key) on delete cascade deferrable initially deferred
);
create unique index address_id_key on address (marketplace_id, lower(id), buyer_id, supplier_id) nulls not distinct;
create index address_company on address (marketplace_id, buyer_id, supplier_id);
create index address_private on address (marketplace_id, private_to) where private_to is not null;

-- A party is a company (both keys null), a group, or a user of it.
create table address_assignment (
  marketplace_id text not null,
  address_key bigint not null,
  buyer_id text not null,
  group_key bigint,
  user_key bigint,
  is_shipping boolean not null default false,
  is_billing boolean not null default false,
  constraint address_assignment_address_fkey foreign key (marketplace_id, address_key)
    references address (marketplace_id, key) on delete cascade deferrable initially deferred,
  constraint address_assignment_buyer_fkey foreign key (marketplace_id, buyer_id)
    references buyer (marketplace_id, id) on delete cascade deferrable initially deferred,
  constraint address_assignment_group_fkey foreign key (marketplace_id, group_key)
    references user_group (marketplace_id, key) on delete cascade deferrable initially deferred,
  constraint address_assignment_user_fkey foreign key (marketplace_id, user_key)
    references app_user (marketplace_id, key) on delete cascade deferrable initially deferred
);
create unique index address_assignment_key on address_assignment
  (marketplace_id, address_key, coalesce(group_key, 0), coalesce(user_key, 0));
create index address_assignment_party on address_assignment (marketplace_id, buyer_id, user_key, group_key);

create table locale_assignment (
  marketplace_id text not null,
  locale_id text not null,
  buyer_id text not null,
  group_key bigint,
  constraint locale_assignment_locale_fkey foreign key (marketplace_id, locale_id)
    references locale (marketplace_id, id) on delete cascade deferrable initially deferred,
  constraint locale_assignment_buyer_fkey foreign key (marketplace_id, buyer_id)
    references buyer (marketplace_id, id) on delete cascade deferrable initially deferred,
  constraint locale_assignment_group_fkey foreign key (marketplace_id, group_key)
    references user_group (marketplace_id, key) on delete cascade deferrable initially deferred
);
create unique index locale_assignment_key on locale_assignment
  (marketplace_id, locale_id, buyer_id, coalesce(group_key, 0));
create index locale_assignment_party on locale_assignment (marketplace_id, buyer_id, group_key);

create table security_profile (
  marketplace_id text not null,
  id text not null,
  name text not null,
  roles jsonb not null default '[]',
  custom_roles jsonb not null default '[]',
  is_external_role_group boolean not null default false,
  password_config jsonb,
  primary key (marketplace_id, id)
);
create unique index security_profile_id_key on security_profile (marketplace_id, lower(id));

-- Neither buyer nor supplier: the marketplace's own side.
create table security_profile_assignment (
  marketplace_id text not null,
  security_profile_id text not null,
  buyer_id text,
  supplier_id text,
  group_key bigint,
  user_key bigint,
  constraint security_profile_assignment_profile_fkey foreign key (marketplace_id, security_profile_id)
    references security_profile (marketplace_id, id) on delete cascade deferrable initially deferred,
  constraint security_profile_assignment_buyer_fkey foreign key (marketplace_id, buyer_id)
    references buyer (marketplace_id, id) on delete cascade deferrable initially deferred,
  constraint security_profile_assignment_supplier_fkey foreign key (marketplace_id, supplier_id)
    references supplier (marketplace_id, id) on delete cascade deferrable initially deferred,
  constraint security_profile_assignment_group_fkey foreign key (marketplace_id, group_key)
    references user_group (marketplace_id, key) on delete cascade deferrable initially deferred,
  constraint security_profile_assignment_user_fkey foreign key (marketplace_id, user_key)
    references app_user (marketplace_id, key) on delete cascade deferrable initially deferred
);
create unique index security_profile_assignment_key on security_profile_assignment
  (marketplace_id, security_profile_id, coalesce(buyer_id, ''), coalesce(supplier_id, ''), coalesce(group_key, 0), coalesce(user_key, 0));
create index security_profile_assignment_user on security_profile_assignment (marketplace_id, user_key)
  where user_key is not null;
create index security_profile_assignment_group on security_profile_assignment (marketplace_id, group_key)
  where group_key is not null;
create index security_profile_assignment_company on security_profile_assignment
  (marketplace_id, coalesce(buyer_id, ''), coalesce(supplier_id, '')) where user_key is null and group_key is null;

create table integration_event (
  marketplace_id text not null,
  id text not null,
  name text not null,
  event_type text not null,
  custom_implementation_url text not null,
  custom_auth_header_name text,
  custom_auth_header_value text,
  hash_key text not null,
  elevated_roles jsonb not null default '[]',
  config_data jsonb,
  primary key (marketplace_id, id)
);
create unique index integration_event_id_key on integration_event (marketplace_id, lower(id));

create table api_client (
  marketplace_id text not null,
  id text not null,
  app_name text not null,
  active boolean not null default false,
  client_secret text,
  access_token_duration int not null,
  refresh_token_duration int not null default 0,
  anonymous_token_duration int not null default 10080,
  default_context_user_key bigint,
  is_anon_buyer boolean not null default false,
  allow_any_buyer boolean not null default false,
  allow_any_supplier boolean not null default false,
  allow_seller boolean not null default false,
  order_checkout_integration_event_id text,
  order_return_integration_event_id text,
  add_to_cart_integration_event_id text,
  minimum_required_roles jsonb not null default '[]',
  minimum_required_custom_roles jsonb not null default '[]',
  maximum_granted_roles jsonb not null default '[]',
  maximum_granted_custom_roles jsonb not null default '[]',
  xp jsonb,
  primary key (marketplace_id, id),
  constraint api_client_default_context_user_fkey foreign key (marketplace_id, default_context_user_key)
    references app_user (marketplace_id, key) deferrable initially deferred,
  constraint api_client_order_checkout_fkey foreign key (marketplace_id, order_checkout_integration_event_id)
    references integration_event (marketplace_id, id) deferrable initially deferred,
  constraint api_client_order_return_fkey foreign key (marketplace_id, order_return_integration_event_id)
    references integration_event (marketplace_id, id) deferrable initially deferred,
  constraint api_client_add_to_cart_fkey foreign key (marketplace_id, add_to_cart_integration_event_id)
    references integration_event (marketplace_id, id) deferrable initially deferred
);

create table api_client_assignment (
  marketplace_id text not null,
  api_client_id text not null,
  buyer_id text,
  supplier_id text,
  constraint api_client_assignment_client_fkey foreign key (marketplace_id, api_client_id)
    references api_client (marketplace_id, id) on delete cascade deferrable initially deferred,
  constraint api_client_assignment_buyer_fkey foreign key (marketplace_id, buyer_id)
    references buyer (marketplace_id, id) on delete cascade deferrable initially deferred,
  constraint api_client_assignment_supplier_fkey foreign key (marketplace_id, supplier_id)
    references supplier (marketplace_id, id) on delete cascade deferrable initially deferred
);
create unique index api_client_assignment_key on api_client_assignment
  (marketplace_id, api_client_id, coalesce(buyer_id, ''), coalesce(supplier_id, ''));

create table refresh_token (
  marketplace_id text not null,
  token_hash text not null,
  user_key bigint not null,
  api_client_id text not null,
  roles jsonb not null,
  token_version int not null,
  expires_at timestamptz not null,
  primary key (marketplace_id, token_hash),
  constraint refresh_token_user_fkey foreign key (marketplace_id, user_key)
    references app_user (marketplace_id, key) on delete cascade deferrable initially deferred,
  constraint refresh_token_client_fkey foreign key (marketplace_id, api_client_id)
    references api_client (marketplace_id, id) on delete cascade deferrable initially deferred
);
create index refresh_token_expiry on refresh_token (marketplace_id, expires_at);

create table incrementor (
  marketplace_id text not null,
  id text not null,
  name text,
  last_number bigint not null,
  left_padding_count int not null,
  primary key (marketplace_id, id)
);
create unique index incrementor_id_key on incrementor (marketplace_id, lower(id));

create table xp_index (
  marketplace_id text not null,
  thing_type text not null,
  key text not null,
  primary key (marketplace_id, thing_type, key)
);

-- ==================== Catalogs ====================

-- Filters on extended properties disregard the case of texts, but not of keys. A stored copy with its texts in lower case
-- answers them by one lookup, with nothing to compute or check again for each product: the copy that was computed by
-- `lower(xp::text)` had its keys in lower case as well.

-- Texts that are values in lower case. In the text of a `jsonb`, what `: ` follows is a key.
create function folded_json(value jsonb) returns jsonb language sql immutable strict parallel safe as $$
  select string_agg(case when m[1] is null then m[2] when right(m[1], 2) = ': ' then m[1] else lower(m[1]) end, '' order by n)::jsonb
  from regexp_matches(value::text, '("(?:[^"\\]|\\.)*"(?:: )?)|([^"]+)', 'g') with ordinality as t (m, n)
$$;

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
  xp_folded jsonb generated always as (folded_json(xp)) stored,
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
create index product_xp_folded on product using gin (xp_folded jsonb_path_ops);
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

-- ==================== Orders ====================

-- Orders with their line items, payments and shipments.
--
-- What an order refers to may be renamed or deleted later, while the order stays what it was: products, variants,
-- addresses, users, companies and price schedules are named without a foreign key, follow renames, and are kept as
-- copies (`jsonb`, in the shape in which replies show them) from the moment the order is submitted.

-- They outlive the companies they are from and to, and company IDs are given again: the `buyer_id` and `supplier_id` of
-- orders, line items, payments and shipments whose company is gone end in `~`, which no ID may hold
-- (orders/companies.ts), so that no later company of that ID is taken for the one that is gone.

-- Who it is from: `buyer_id` and `from_user_key`; without a buyer it is the marketplace's own order to a supplier.
-- Whom it is to: `supplier_id`; without one, the marketplace.
--
-- `from_user` is what the order shows of its user: his data, with what was changed for this order alone
-- (`from_user_changes`: FirstName, LastName, Email).
--
-- `billing_address` is a copy of the address that `billing_address_id` names, or one that only this order has (then
-- there is no ID). `shipping_address_id` and `shipping_address` are what was set for the whole order and what new line
-- items take over; each line item holds its own, so only those decide where it goes.
--
-- `anonymous_id` is the order ID that an anonymous shopper's token names: it stays when the order's own ID changes.
-- `chosen_cart` marks the one unsubmitted order that its user named as his cart.
-- `completed_by_shipment` tells orders that shipments completed, which reopen when a shipment goes, from others.
--
-- Amounts other than the three that clients write (shipping_cost, tax_cost, gratuity) are sums kept in step by every
-- write to the order: subtotal, base_discount and promotion_discount over its line items, and
-- total = subtotal - base_discount - promotion_discount + tax_cost + shipping_cost + gratuity + fees.
create table purchase_order (
  marketplace_id text not null,
  id text not null,
  buyer_id text,
  supplier_id text,
  from_user_key bigint not null,
  from_user_id text not null,
  from_user jsonb not null,
  from_user_changes jsonb,
  anonymous_id text,
  chosen_cart boolean not null default false,
  billing_address_id text,
  billing_address jsonb,
  shipping_address_id text,
  shipping_address jsonb,
  comments text,
  line_item_count int not null default 0,
  status text not null default 'Unsubmitted',
  is_submitted boolean not null default false,
  completed_by_shipment boolean not null default false,
  date_created timestamptz not null,
  date_submitted timestamptz,
  date_approved timestamptz,
  date_declined timestamptz,
  date_canceled timestamptz,
  date_completed timestamptz,
  last_updated timestamptz not null,
  currency text,
  subtotal numeric not null default 0,
  shipping_cost numeric not null default 0,
  tax_cost numeric not null default 0,
  gratuity numeric not null default 0,
  fees numeric not null default 0,
  base_discount numeric not null default 0,
  promotion_discount numeric not null default 0,
  total numeric not null default 0,
  subscription_id text,
  xp jsonb,
  primary key (marketplace_id, id),
  constraint purchase_order_status_check check
    (status in ('Unsubmitted', 'AwaitingApproval', 'Declined', 'Open', 'Completed', 'Canceled'))
) with (fillfactor = 80);
create unique index purchase_order_id_key on purchase_order (marketplace_id, lower(id));
create unique index purchase_order_anonymous_id_key on purchase_order (marketplace_id, anonymous_id)
  where anonymous_id is not null;
create index purchase_order_user on purchase_order (marketplace_id, from_user_key, date_created);
create index purchase_order_submitted on purchase_order (marketplace_id, date_submitted desc nulls last, date_created desc nulls last)
  where is_submitted;
create index purchase_order_buyer on purchase_order (marketplace_id, buyer_id, date_submitted desc nulls last, date_created desc nulls last);
create index purchase_order_supplier on purchase_order (marketplace_id, supplier_id, date_submitted desc nulls last, date_created desc nulls last)
  where supplier_id is not null;

-- `product` and `variant` are copies; until `frozen` (set by submit) replies show the catalog's present data instead,
-- where it still exists.
--
-- `unit_price` is the price of one with its markups (more than two decimals), `line_subtotal` the rounded amount for
-- all of them; `line_total` = line_subtotal - base_discount - promotion_discount.
-- `quantity_shipped` is the sum over the line's shipment items, those of a forwarded order's line included.
-- `specs` is [{SpecID, Name, OptionID, Value, PriceMarkupType, PriceMarkup}].
create table line_item (
  marketplace_id text not null,
  order_id text not null,
  id text not null,
  product_id text not null,
  variant_id text,
  quantity int not null,
  quantity_shipped int not null default 0,
  bundle_item_id text,
  is_bundle boolean not null default false,
  date_added timestamptz not null,
  frozen boolean not null default false,
  product jsonb not null,
  variant jsonb,
  specs jsonb not null default '[]',
  unit_price numeric,
  price_overridden boolean not null default false,
  is_on_sale boolean not null default false,
  price_schedule_id text,
  line_subtotal numeric not null default 0,
  base_discount numeric not null default 0,
  promotion_discount numeric not null default 0,
  line_total numeric not null default 0,
  discount_id text,
  cost_center text,
  date_needed timestamptz,
  shipping_account text,
  shipping_address_id text,
  shipping_address jsonb,
  ship_from_address_id text,
  ship_from_address jsonb,
  supplier_id text,
  inventory_record_id text,
  incoming_order_id text,
  outgoing_order_id text,
  invitation_id text,
  xp jsonb,
  primary key (marketplace_id, order_id, id),
  constraint line_item_order_fkey foreign key (marketplace_id, order_id)
    references purchase_order (marketplace_id, id) on delete cascade deferrable initially deferred
);
create unique index line_item_id_key on line_item (marketplace_id, order_id, lower(id));
create index line_item_product on line_item (marketplace_id, product_id);
create index line_item_inventory_record on line_item (marketplace_id, product_id, inventory_record_id)
  where inventory_record_id is not null;
create index line_item_outgoing_order on line_item (marketplace_id, outgoing_order_id) where outgoing_order_id is not null;
create index line_item_incoming_order on line_item (marketplace_id, incoming_order_id) where incoming_order_id is not null;

-- `amount` null stands for what the other payments leave of the order's total.
-- `debited` is what was taken off the spending account; null while nothing was.
create table payment (
  marketplace_id text not null,
  order_id text not null,
  id text not null,
  type text not null,
  date_created timestamptz not null,
  credit_card_id text,
  spending_account_id text,
  description text,
  currency text,
  amount numeric,
  accepted boolean,
  debited numeric,
  order_return_id text,
  xp jsonb,
  -- Whose account or card it names, since orders may move to another buyer; null when it names none.
  buyer_id text,
  primary key (marketplace_id, order_id, id),
  constraint payment_order_fkey foreign key (marketplace_id, order_id)
    references purchase_order (marketplace_id, id) on delete cascade deferrable initially deferred
);
create unique index payment_id_key on payment (marketplace_id, order_id, lower(id));
create index payment_account on payment (marketplace_id, buyer_id, spending_account_id) where buyer_id is not null;
create index payment_order_return on payment (marketplace_id, order_return_id) where order_return_id is not null;

create table payment_transaction (
  marketplace_id text not null,
  order_id text not null,
  payment_id text not null,
  id text not null,
  type text not null,
  date_executed timestamptz not null,
  currency text,
  amount numeric,
  succeeded boolean not null default false,
  result_code text,
  result_message text,
  xp jsonb,
  primary key (marketplace_id, order_id, payment_id, id),
  constraint payment_transaction_payment_fkey foreign key (marketplace_id, order_id, payment_id)
    references payment (marketplace_id, order_id, id) on delete cascade deferrable initially deferred
);
create unique index payment_transaction_id_key on payment_transaction (marketplace_id, order_id, payment_id, lower(id));

-- Who ships: the supplier `supplier_id`, the buyer itself where `buyer_owned`, else the marketplace. IDs of buyers and
-- suppliers may coincide, so that one column could not say whose it is.
-- The addresses are copies; without an ID beside it, one that only this shipment has.
create table shipment (
  marketplace_id text not null,
  id text not null,
  supplier_id text,
  buyer_id text,
  buyer_owned boolean not null default false,
  shipper text,
  account text,
  date_shipped timestamptz,
  date_delivered timestamptz,
  tracking_number text,
  cost numeric,
  from_address_id text,
  from_address jsonb,
  to_address_id text,
  to_address jsonb,
  xp jsonb,
  primary key (marketplace_id, id)
);
create unique index shipment_id_key on shipment (marketplace_id, lower(id));
create index shipment_buyer on shipment (marketplace_id, buyer_id);
create index shipment_supplier on shipment (marketplace_id, supplier_id) where supplier_id is not null;

-- What it shows of the line item is read from the line item.
create table shipment_item (
  marketplace_id text not null,
  shipment_id text not null,
  order_id text not null,
  line_item_id text not null,
  quantity_shipped int not null,
  primary key (marketplace_id, shipment_id, order_id, line_item_id),
  constraint shipment_item_shipment_fkey foreign key (marketplace_id, shipment_id)
    references shipment (marketplace_id, id) on delete cascade deferrable initially deferred,
  constraint shipment_item_line_item_fkey foreign key (marketplace_id, order_id, line_item_id)
    references line_item (marketplace_id, order_id, id) on delete cascade deferrable initially deferred
);
create index shipment_item_line_item on shipment_item (marketplace_id, order_id, line_item_id);

-- ==================== Buyers' accounts ====================

-- What a buyer charges purchases to and pays them with, and which of its people may.

-- Informational: line items name cost centers as free text.
create table cost_center (
  marketplace_id text not null,
  buyer_id text not null,
  id text not null,
  name text not null,
  description text,
  xp jsonb,
  primary key (marketplace_id, buyer_id, id),
  constraint cost_center_buyer_fkey foreign key (marketplace_id, buyer_id)
    references buyer (marketplace_id, id) on delete cascade deferrable initially deferred
);
create unique index cost_center_id_key on cost_center (marketplace_id, buyer_id, lower(id));

create table cost_center_assignment (
  marketplace_id text not null,
  buyer_id text not null,
  cost_center_id text not null,
  group_key bigint,
  constraint cost_center_assignment_cost_center_fkey foreign key (marketplace_id, buyer_id, cost_center_id)
    references cost_center (marketplace_id, buyer_id, id) on delete cascade deferrable initially deferred,
  constraint cost_center_assignment_group_fkey foreign key (marketplace_id, group_key)
    references user_group (marketplace_id, key) on delete cascade deferrable initially deferred
);
create unique index cost_center_assignment_key on cost_center_assignment
  (marketplace_id, buyer_id, cost_center_id, coalesce(group_key, 0));

-- Tokens of payment providers, never card numbers. `private_to` marks a card that a user saved for himself: only he
-- sees it.
create table credit_card (
  marketplace_id text not null,
  buyer_id text not null,
  id text not null,
  private_to bigint,
  token text,
  date_created timestamptz not null,
  card_type text,
  partial_account_number text,
  cardholder_name text,
  expiration_date timestamptz,
  xp jsonb,
  primary key (marketplace_id, buyer_id, id),
  constraint credit_card_buyer_fkey foreign key (marketplace_id, buyer_id)
    references buyer (marketplace_id, id) on delete cascade deferrable initially deferred,
  constraint credit_card_private_fkey foreign key (marketplace_id, private_to)
    references app_user (marketplace_id, key) on delete cascade deferrable initially deferred
);
create unique index credit_card_id_key on credit_card (marketplace_id, buyer_id, lower(id));
create index credit_card_private on credit_card (marketplace_id, private_to) where private_to is not null;

create table credit_card_assignment (
  marketplace_id text not null,
  buyer_id text not null,
  credit_card_id text not null,
  group_key bigint,
  user_key bigint,
  constraint credit_card_assignment_credit_card_fkey foreign key (marketplace_id, buyer_id, credit_card_id)
    references credit_card (marketplace_id, buyer_id, id) on delete cascade deferrable initially deferred,
  constraint credit_card_assignment_group_fkey foreign key (marketplace_id, group_key)
    references user_group (marketplace_id, key) on delete cascade deferrable initially deferred,
  constraint credit_card_assignment_user_fkey foreign key (marketplace_id, user_key)
    references app_user (marketplace_id, key) on delete cascade deferrable initially deferred
);
create unique index credit_card_assignment_key on credit_card_assignment
  (marketplace_id, buyer_id, credit_card_id, coalesce(group_key, 0), coalesce(user_key, 0));

-- `balance` may fall below zero for those whose assignment says `allow_exceed`.
create table spending_account (
  marketplace_id text not null,
  buyer_id text not null,
  id text not null,
  name text not null,
  balance numeric not null,
  allow_as_payment_method boolean not null default false,
  start_date timestamptz,
  end_date timestamptz,
  xp jsonb,
  primary key (marketplace_id, buyer_id, id),
  constraint spending_account_buyer_fkey foreign key (marketplace_id, buyer_id)
    references buyer (marketplace_id, id) on delete cascade deferrable initially deferred
);
create unique index spending_account_id_key on spending_account (marketplace_id, buyer_id, lower(id));

create table spending_account_assignment (
  marketplace_id text not null,
  buyer_id text not null,
  spending_account_id text not null,
  group_key bigint,
  user_key bigint,
  allow_exceed boolean not null default false,
  constraint spending_account_assignment_spending_account_fkey
    foreign key (marketplace_id, buyer_id, spending_account_id)
    references spending_account (marketplace_id, buyer_id, id) on delete cascade deferrable initially deferred,
  constraint spending_account_assignment_group_fkey foreign key (marketplace_id, group_key)
    references user_group (marketplace_id, key) on delete cascade deferrable initially deferred,
  constraint spending_account_assignment_user_fkey foreign key (marketplace_id, user_key)
    references app_user (marketplace_id, key) on delete cascade deferrable initially deferred
);
create unique index spending_account_assignment_key on spending_account_assignment
  (marketplace_id, buyer_id, spending_account_id, coalesce(group_key, 0), coalesce(user_key, 0));

-- ==================== Identity ====================

-- What lets people and applications in beyond a password: secrets of API clients that can be replaced without downtime,
-- who may act as whom, and codes sent to those who forgot their credentials.

-- The secrets themselves are random and long, so a plain digest keeps them; nobody can read them again.
create table api_client_secret (
  marketplace_id text not null,
  api_client_id text not null,
  id text not null,
  name text not null,
  expiration timestamptz,
  secret_hash text not null,
  primary key (marketplace_id, api_client_id, id),
  constraint api_client_secret_client_fkey foreign key (marketplace_id, api_client_id)
    references api_client (marketplace_id, id) on delete cascade deferrable initially deferred
);
create unique index api_client_secret_id_key on api_client_secret (marketplace_id, api_client_id, lower(id));

-- The columns with `impersonation_` say who acts (without a buyer: the marketplace's own people), the others as whom.
-- No reference cascades: whoever or whatever a configuration names stays until the configuration is gone.
create table impersonation_config (
  marketplace_id text not null,
  id text not null,
  impersonation_buyer_id text,
  impersonation_group_key bigint,
  impersonation_user_key bigint,
  buyer_id text,
  group_key bigint,
  user_key bigint,
  security_profile_id text not null,
  client_id text not null,
  primary key (marketplace_id, id),
  constraint impersonation_config_impersonator_buyer_fkey foreign key (marketplace_id, impersonation_buyer_id)
    references buyer (marketplace_id, id) deferrable initially deferred,
  constraint impersonation_config_impersonator_group_fkey foreign key (marketplace_id, impersonation_group_key)
    references user_group (marketplace_id, key) deferrable initially deferred,
  constraint impersonation_config_impersonator_user_fkey foreign key (marketplace_id, impersonation_user_key)
    references app_user (marketplace_id, key) deferrable initially deferred,
  constraint impersonation_config_buyer_fkey foreign key (marketplace_id, buyer_id)
    references buyer (marketplace_id, id) deferrable initially deferred,
  constraint impersonation_config_group_fkey foreign key (marketplace_id, group_key)
    references user_group (marketplace_id, key) deferrable initially deferred,
  constraint impersonation_config_user_fkey foreign key (marketplace_id, user_key)
    references app_user (marketplace_id, key) deferrable initially deferred,
  constraint impersonation_config_profile_fkey foreign key (marketplace_id, security_profile_id)
    references security_profile (marketplace_id, id) deferrable initially deferred,
  constraint impersonation_config_client_fkey foreign key (marketplace_id, client_id)
    references api_client (marketplace_id, id) deferrable initially deferred
);
create unique index impersonation_config_id_key on impersonation_config (marketplace_id, lower(id));
create unique index impersonation_config_parties_key on impersonation_config
  (marketplace_id, client_id, security_profile_id, impersonation_buyer_id, impersonation_group_key,
    impersonation_user_key, buyer_id, group_key, user_key) nulls not distinct;

-- Codes that were sent, as digests. A one-time password counts only for the client that asked for it.
create table credential_code (
  marketplace_id text not null,
  user_key bigint not null,
  purpose text not null,
  code_hash text not null,
  api_client_id text,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  primary key (marketplace_id, user_key, purpose, code_hash),
  constraint credential_code_user_fkey foreign key (marketplace_id, user_key)
    references app_user (marketplace_id, key) on delete cascade deferrable initially deferred,
  constraint credential_code_client_fkey foreign key (marketplace_id, api_client_id)
    references api_client (marketplace_id, id) on delete cascade deferrable initially deferred
);
create index credential_code_expiry on credential_code (marketplace_id, expires_at);

-- Messages of marketplaces that are not in production, kept for whoever develops a shop without a sender for them.
create table kept_message (
  marketplace_id text not null,
  delivery_id bigint not null,
  message_type text not null,
  recipient text not null,
  message jsonb not null,
  announced_at timestamptz not null,
  primary key (marketplace_id, delivery_id)
);
create index kept_message_announced on kept_message (marketplace_id, announced_at);

-- ==================== Single sign-on, approval rules, product collections ====================

-- Single sign-on through identity providers, the rules by which approvals are asked for, and the collections of products
-- that shoppers keep.

create table open_id_connect (
  marketplace_id text not null,
  id text not null,
  order_cloud_api_client_id text not null,
  connect_client_id text not null,
  -- Encrypted with the installation's secret key.
  connect_client_secret text not null,
  app_start_url text not null,
  authorization_endpoint text not null,
  token_endpoint text not null,
  url_encoded boolean not null default false,
  integration_event_id text,
  call_sync_user_integration_event boolean not null default false,
  additional_idp_scopes jsonb not null default '[]',
  custom_error_url text,
  primary key (marketplace_id, id),
  constraint open_id_connect_client_fkey foreign key (marketplace_id, order_cloud_api_client_id)
    references api_client (marketplace_id, id) on delete cascade deferrable initially deferred,
  constraint open_id_connect_event_fkey foreign key (marketplace_id, integration_event_id)
    references integration_event (marketplace_id, id) deferrable initially deferred
);
create unique index open_id_connect_id_key on open_id_connect (marketplace_id, lower(id));
create index open_id_connect_client on open_id_connect (marketplace_id, order_cloud_api_client_id);

-- Who somebody known to an identity provider is here. A provider never gives a subject to somebody else.
create table open_id_connect_link (
  marketplace_id text not null,
  open_id_connect_id text not null,
  issuer text not null,
  subject text not null,
  user_key bigint not null,
  primary key (marketplace_id, open_id_connect_id, issuer, subject),
  constraint open_id_connect_link_config_fkey foreign key (marketplace_id, open_id_connect_id)
    references open_id_connect (marketplace_id, id) on delete cascade deferrable initially deferred,
  constraint open_id_connect_link_user_fkey foreign key (marketplace_id, user_key)
    references app_user (marketplace_id, key) on delete cascade deferrable initially deferred
);
create index open_id_connect_link_user on open_id_connect_link (marketplace_id, user_key);

-- A group that approves goes with its company only: otherwise its deletion is refused.
create table approval_rule (
  marketplace_id text not null,
  buyer_id text not null,
  id text not null,
  name text,
  description text,
  approving_group_key bigint not null,
  rule_expression text not null,
  xp jsonb,
  primary key (marketplace_id, buyer_id, id),
  constraint approval_rule_buyer_fkey foreign key (marketplace_id, buyer_id)
    references buyer (marketplace_id, id) on delete cascade deferrable initially deferred,
  constraint approval_rule_group_fkey foreign key (marketplace_id, approving_group_key)
    references user_group (marketplace_id, key) on delete cascade deferrable initially deferred
);
create unique index approval_rule_id_key on approval_rule (marketplace_id, buyer_id, lower(id));
create index approval_rule_group on approval_rule (marketplace_id, approving_group_key);

create table seller_approval_rule (
  marketplace_id text not null,
  id text not null,
  owner_id text not null,
  approval_type text not null,
  name text,
  description text,
  approving_group_key bigint not null,
  rule_expression text not null,
  xp jsonb,
  primary key (marketplace_id, id),
  constraint seller_approval_rule_group_fkey foreign key (marketplace_id, approving_group_key)
    references user_group (marketplace_id, key) on delete cascade deferrable initially deferred
);
create unique index seller_approval_rule_id_key on seller_approval_rule (marketplace_id, lower(id));
create index seller_approval_rule_group on seller_approval_rule (marketplace_id, approving_group_key);

-- `private_to` is the user whose collection it is: it goes along when he moves to another buyer. Others see it by its
-- access level.
create table product_collection (
  marketplace_id text not null,
  key bigint generated always as identity,
  buyer_id text not null,
  private_to bigint not null,
  id text not null,
  name text not null,
  access_level text not null,
  xp jsonb,
  primary key (marketplace_id, key),
  constraint product_collection_buyer_fkey foreign key (marketplace_id, buyer_id)
    references buyer (marketplace_id, id) on delete cascade deferrable initially deferred,
  constraint product_collection_user_fkey foreign key (marketplace_id, private_to)
    references app_user (marketplace_id, key) on delete cascade deferrable initially deferred
);
create unique index product_collection_id_key on product_collection (marketplace_id, buyer_id, lower(id));
create index product_collection_user on product_collection (marketplace_id, private_to);

create table product_collection_entry (
  marketplace_id text not null,
  collection_key bigint not null,
  product_id text not null,
  list_order int,
  date_added timestamptz not null,
  primary key (marketplace_id, collection_key, product_id),
  constraint product_collection_entry_collection_fkey foreign key (marketplace_id, collection_key)
    references product_collection (marketplace_id, key) on delete cascade deferrable initially deferred,
  constraint product_collection_entry_product_fkey foreign key (marketplace_id, product_id)
    references product (marketplace_id, id) on delete cascade deferrable initially deferred
);
create index product_collection_entry_product on product_collection_entry (marketplace_id, product_id);

create table product_collection_invitation (
  marketplace_id text not null,
  collection_key bigint not null,
  id text not null,
  name text not null,
  admin boolean not null default false,
  accepted boolean not null default false,
  expiration_date timestamptz not null,
  xp jsonb,
  primary key (marketplace_id, collection_key, id),
  constraint product_collection_invitation_collection_fkey foreign key (marketplace_id, collection_key)
    references product_collection (marketplace_id, key) on delete cascade deferrable initially deferred
);
create unique index product_collection_invitation_id_key
  on product_collection_invitation (marketplace_id, collection_key, lower(id));

-- Who joined a collection by an invitation: for as long as there is that invitation, and with the rights it gives.
create table product_collection_member (
  marketplace_id text not null,
  collection_key bigint not null,
  user_key bigint not null,
  invitation_id text not null,
  primary key (marketplace_id, collection_key, user_key),
  constraint product_collection_member_invitation_fkey foreign key (marketplace_id, collection_key, invitation_id)
    references product_collection_invitation (marketplace_id, collection_key, id)
    on delete cascade deferrable initially deferred,
  constraint product_collection_member_user_fkey foreign key (marketplace_id, user_key)
    references app_user (marketplace_id, key) on delete cascade deferrable initially deferred
);
create index product_collection_member_user on product_collection_member (marketplace_id, user_key);

-- ==================== Webhooks ====================

-- Services that are told about calls of the API, before or after they happen.

create table webhook (
  marketplace_id text not null,
  key bigint generated always as identity,
  id text not null,
  name text not null,
  description text,
  url text,
  hash_key text,
  elevated_roles jsonb not null default '[]',
  config_data jsonb,
  before_process_request boolean not null default false,
  webhook_routes jsonb not null default '[]',
  delivery_config_id text,
  custom_auth_header_name text,
  -- Encrypted with the installation's secret key.
  custom_auth_header_value text,
  primary key (marketplace_id, key)
);
create unique index webhook_id_key on webhook (marketplace_id, lower(id));

-- Whose calls a webhook hears of. A client that is gone is on no list.
create table webhook_api_client (
  marketplace_id text not null,
  webhook_key bigint not null,
  api_client_id text not null,
  position int not null,
  primary key (marketplace_id, webhook_key, api_client_id),
  constraint webhook_api_client_webhook_fkey foreign key (marketplace_id, webhook_key)
    references webhook (marketplace_id, key) on delete cascade deferrable initially deferred,
  constraint webhook_api_client_client_fkey foreign key (marketplace_id, api_client_id)
    references api_client (marketplace_id, id) on delete cascade deferrable initially deferred
);
create index webhook_api_client_client on webhook_api_client (marketplace_id, api_client_id);

-- ==================== Outbox ====================

-- What has happened in a marketplace and must reach somebody: webhooks, messages, feeds. Written in the transaction that
-- made it happen, so that neither exists without the other, and delivered afterwards.
--
-- A schema of its own, never distributed: relays look for work across marketplaces with `for update skip locked`.
-- The job queue keeps a schema of its own as well, `jobs`, which its library makes.

create schema outbox;

create table outbox.delivery (
  id bigint generated always as identity primary key,
  marketplace_id text not null,
  subscriber text not null,
  type text not null,
  -- Deliveries to a subscriber about one key happen one after the other, in the order of `id`.
  key text not null,
  payload jsonb not null,
  announced_at timestamptz not null default now(),
  attempts int not null default 0,
  -- When it may be tried (again); while an attempt runs, when the lease of the process that makes it ends.
  due_at timestamptz not null default now(),
  ended_at timestamptz,
  dead boolean not null default false,
  error text
);
create index delivery_due on outbox.delivery (subscriber, due_at, id) where ended_at is null;
create index delivery_order on outbox.delivery (subscriber, marketplace_id, key, id) where ended_at is null;
create index delivery_ended on outbox.delivery (dead, ended_at, id) where ended_at is not null;

-- Requests may announce for their own marketplace, and neither read nor change what is waiting. The owner, who relays,
-- is not bound by this.
alter table outbox.delivery enable row level security;
create policy announce on outbox.delivery for insert
  with check (marketplace_id = current_setting('app.marketplace', true));

do $$
begin
  if exists (select from pg_roles where rolname = 'orderwell_app') then
    grant usage on schema outbox to orderwell_app;
    grant insert (marketplace_id, subscriber, type, key, payload) on outbox.delivery to orderwell_app;
  end if;
end $$;
