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
