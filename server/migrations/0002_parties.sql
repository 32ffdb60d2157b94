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
