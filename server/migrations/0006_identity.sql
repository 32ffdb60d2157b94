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
