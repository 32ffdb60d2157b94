-- The service that says what promotions take off which have no value of their own: one for the marketplace.
create table promotion_integration (
  marketplace_id text not null,
  id text not null,
  hash_key text not null,
  url text,
  custom_auth_header_name text,
  custom_auth_header_value text,
  primary key (marketplace_id, id)
);
