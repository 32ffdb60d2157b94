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
