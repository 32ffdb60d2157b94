-- Orders that repeat: what is ordered for whom and when, and the service that turns what is due into orders.
-- `day_of_month` is the day that was asked for, which shorter months cannot keep; `reminded_for` the date of the next order
-- that the subscriber was reminded of.
create table subscription (
  marketplace_id text not null,
  key bigint generated always as identity,
  id text not null,
  frequency int not null,
  "interval" text not null,
  next_order_date timestamptz not null,
  last_order_date timestamptz,
  date_created timestamptz not null,
  end_date timestamptz,
  active boolean not null default true,
  buyer_id text not null,
  from_user_key bigint not null,
  supplier_id text,
  payment_type text,
  credit_card_id text,
  spending_account_id text,
  billing_address_key bigint,
  shipping_address_key bigint,
  day_of_month int not null,
  reminded_for timestamptz,
  xp json,
  primary key (marketplace_id, id),
  constraint subscription_interval_check check ("interval" in ('Days', 'Weeks', 'Months')),
  constraint subscription_buyer_fkey foreign key (marketplace_id, buyer_id)
    references buyer (marketplace_id, id) on delete cascade deferrable initially deferred,
  constraint subscription_user_fkey foreign key (marketplace_id, from_user_key)
    references app_user (marketplace_id, key) on delete cascade deferrable initially deferred,
  constraint subscription_supplier_fkey foreign key (marketplace_id, supplier_id)
    references supplier (marketplace_id, id) on delete cascade deferrable initially deferred,
  constraint subscription_credit_card_fkey foreign key (marketplace_id, buyer_id, credit_card_id)
    references credit_card (marketplace_id, buyer_id, id) deferrable initially deferred,
  constraint subscription_spending_account_fkey foreign key (marketplace_id, buyer_id, spending_account_id)
    references spending_account (marketplace_id, buyer_id, id) deferrable initially deferred,
  constraint subscription_billing_address_fkey foreign key (marketplace_id, billing_address_key)
    references address (marketplace_id, key) deferrable initially deferred,
  constraint subscription_shipping_address_fkey foreign key (marketplace_id, shipping_address_key)
    references address (marketplace_id, key) deferrable initially deferred
);
create unique index subscription_id_key on subscription (marketplace_id, lower(id));
create unique index subscription_key on subscription (marketplace_id, key);
create index subscription_buyer on subscription (marketplace_id, buyer_id);
create index subscription_user on subscription (marketplace_id, from_user_key);
create index subscription_supplier on subscription (marketplace_id, supplier_id) where supplier_id is not null;
create index subscription_credit_card on subscription (marketplace_id, buyer_id, credit_card_id)
  where credit_card_id is not null;
create index subscription_spending_account on subscription (marketplace_id, buyer_id, spending_account_id)
  where spending_account_id is not null;
create index subscription_billing_address on subscription (marketplace_id, billing_address_key)
  where billing_address_key is not null;
create index subscription_shipping_address on subscription (marketplace_id, shipping_address_key)
  where shipping_address_key is not null;
create index subscription_due on subscription (marketplace_id, next_order_date, key) where active;

-- Prices and copies are those of the last write: replies show today's.
create table subscription_item (
  marketplace_id text not null,
  subscription_id text not null,
  id text not null,
  product_id text not null,
  variant_id text,
  quantity int not null,
  bundle_item_id text,
  is_bundle boolean not null default false,
  date_added timestamptz not null,
  product json not null,
  variant json,
  specs json not null default '[]',
  unit_price numeric,
  price_overridden boolean not null default false,
  is_on_sale boolean not null default false,
  price_schedule_id text,
  line_subtotal numeric not null default 0,
  base_discount numeric not null default 0,
  line_total numeric not null default 0,
  cost_center text,
  date_needed timestamptz,
  shipping_account text,
  shipping_address_id text,
  shipping_address json,
  ship_from_address_id text,
  ship_from_address json,
  supplier_id text,
  inventory_record_id text,
  inventory_record_key bigint,
  xp json,
  primary key (marketplace_id, subscription_id, id),
  constraint subscription_item_subscription_fkey foreign key (marketplace_id, subscription_id)
    references subscription (marketplace_id, id) on delete cascade deferrable initially deferred,
  constraint subscription_item_bundle_fkey foreign key (marketplace_id, subscription_id, bundle_item_id)
    references subscription_item (marketplace_id, subscription_id, id) on delete cascade deferrable initially deferred
);
create unique index subscription_item_id_key on subscription_item (marketplace_id, subscription_id, lower(id));
create index subscription_item_product on subscription_item (marketplace_id, product_id);
create index subscription_item_bundle on subscription_item (marketplace_id, subscription_id, bundle_item_id)
  where bundle_item_id is not null;

-- One for each date that a subscription was due at, made along with its order: whoever comes second finds it.
create table subscription_run (
  marketplace_id text not null,
  subscription_key bigint not null,
  due_date timestamptz not null,
  -- Null where no order could be made.
  order_id text,
  error_code text,
  unavailable_product_ids json not null default '[]',
  attempts int not null default 1,
  tried_at timestamptz not null,
  -- Null until the service has taken it.
  done_at timestamptz,
  primary key (marketplace_id, subscription_key, due_date),
  constraint subscription_run_subscription_fkey foreign key (marketplace_id, subscription_key)
    references subscription (marketplace_id, key) on delete cascade deferrable initially deferred,
  constraint subscription_run_order_fkey foreign key (marketplace_id, order_id)
    references purchase_order (marketplace_id, id) on delete cascade deferrable initially deferred
);
create index subscription_run_order on subscription_run (marketplace_id, order_id) where order_id is not null;

alter table order_worksheet add column subscription_integration_response json;
create index purchase_order_subscription on purchase_order (marketplace_id, subscription_id)
  where subscription_id is not null;

-- The service that calculates and submits the orders of subscriptions.
create table subscription_integration (
  marketplace_id text not null,
  id text not null,
  api_client_id text not null,
  hash_key text,
  elevated_roles jsonb not null default '[]',
  active boolean not null default false,
  notification_days int,
  url text,
  xp json,
  custom_auth_header_name text,
  custom_auth_header_value text,
  primary key (marketplace_id, id),
  constraint subscription_integration_client_fkey foreign key (marketplace_id, api_client_id)
    references api_client (marketplace_id, id) deferrable initially deferred
);
create index subscription_integration_client on subscription_integration (marketplace_id, api_client_id);
create index subscription_integration_active on subscription_integration (marketplace_id) where active;
