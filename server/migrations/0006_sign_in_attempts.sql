-- Names that nobody has are locked as those of users are, so that a lockout does not tell who exists; they are kept as
-- digests, since people type passwords where names belong.
create table unknown_name (
  marketplace_id text not null,
  name_digest text not null,
  attempts int not null,
  locked_until timestamptz,
  tried_at timestamptz not null,
  primary key (marketplace_id, name_digest)
);
create index unknown_name_age on unknown_name (marketplace_id, tried_at);

-- Accounts of the portal are not locked: whoever guesses is slowed down, and strangers apart from addresses that an account
-- signed in from before.
alter table portal_user drop column failed_attempts, drop column locked_until;
create table portal_address (
  portal_user_key bigint not null references portal_user (key) on delete cascade,
  address_digest text not null,
  used_at timestamptz not null,
  primary key (portal_user_key, address_digest)
);
