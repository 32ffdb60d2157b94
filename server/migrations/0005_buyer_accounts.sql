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
