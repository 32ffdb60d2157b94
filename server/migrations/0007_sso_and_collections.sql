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
