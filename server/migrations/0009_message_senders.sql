-- Services that send messages, the parties whose users they send to, and who gets copies.
create table message_sender (
  marketplace_id text not null,
  id text not null,
  -- Names it for what waits to be delivered: it may get another ID meanwhile.
  key bigint generated always as identity,
  name text not null,
  message_types jsonb not null default '[]',
  description text,
  elevated_roles jsonb not null default '[]',
  xp json,
  url text,
  -- Encrypted with the installation's secret key.
  shared_key text,
  delivery_config_id text,
  allow_all_buyers boolean not null default false,
  primary key (marketplace_id, id)
);
create unique index message_sender_id_key on message_sender (marketplace_id, lower(id));
create unique index message_sender_key on message_sender (marketplace_id, key);

create table message_sender_assignment (
  marketplace_id text not null,
  key bigint generated always as identity,
  message_sender_id text not null,
  buyer_id text,
  supplier_id text,
  group_key bigint,
  primary key (marketplace_id, key),
  constraint message_sender_assignment_sender_fkey foreign key (marketplace_id, message_sender_id)
    references message_sender (marketplace_id, id) on delete cascade deferrable initially deferred,
  constraint message_sender_assignment_buyer_fkey foreign key (marketplace_id, buyer_id)
    references buyer (marketplace_id, id) on delete cascade deferrable initially deferred,
  constraint message_sender_assignment_supplier_fkey foreign key (marketplace_id, supplier_id)
    references supplier (marketplace_id, id) on delete cascade deferrable initially deferred,
  constraint message_sender_assignment_group_fkey foreign key (marketplace_id, group_key)
    references user_group (marketplace_id, key) on delete cascade deferrable initially deferred
);
create unique index message_sender_assignment_party on message_sender_assignment
  (marketplace_id, message_sender_id, coalesce(buyer_id, ''), coalesce(supplier_id, ''), coalesce(group_key, 0));
create index message_sender_assignment_company on message_sender_assignment
  (marketplace_id, coalesce(buyer_id, ''), coalesce(supplier_id, ''));
create index message_sender_assignment_group on message_sender_assignment (marketplace_id, group_key)
  where group_key is not null;

create table message_cc_listener (
  marketplace_id text not null,
  key bigint generated always as identity,
  assignment_key bigint not null,
  message_type text not null,
  buyer_id text,
  supplier_id text,
  group_key bigint,
  user_key bigint,
  primary key (marketplace_id, key),
  constraint message_cc_listener_assignment_fkey foreign key (marketplace_id, assignment_key)
    references message_sender_assignment (marketplace_id, key) on delete cascade deferrable initially deferred,
  constraint message_cc_listener_buyer_fkey foreign key (marketplace_id, buyer_id)
    references buyer (marketplace_id, id) on delete cascade deferrable initially deferred,
  constraint message_cc_listener_supplier_fkey foreign key (marketplace_id, supplier_id)
    references supplier (marketplace_id, id) on delete cascade deferrable initially deferred,
  constraint message_cc_listener_group_fkey foreign key (marketplace_id, group_key)
    references user_group (marketplace_id, key) on delete cascade deferrable initially deferred,
  constraint message_cc_listener_user_fkey foreign key (marketplace_id, user_key)
    references app_user (marketplace_id, key) on delete cascade deferrable initially deferred
);
create unique index message_cc_listener_party on message_cc_listener
  (marketplace_id, assignment_key, message_type, coalesce(buyer_id, ''), coalesce(supplier_id, ''),
    coalesce(group_key, 0), coalesce(user_key, 0));
create index message_cc_listener_group on message_cc_listener (marketplace_id, group_key) where group_key is not null;
create index message_cc_listener_user on message_cc_listener (marketplace_id, user_key) where user_key is not null;
