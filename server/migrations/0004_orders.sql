-- Orders with their line items, payments and shipments.
--
-- What an order refers to may be renamed or deleted later, while the order stays what it was: products, variants,
-- addresses, users, companies and price schedules are named without a foreign key, follow renames, and are kept as
-- copies (`jsonb`, in the shape in which replies show them) from the moment the order is submitted.

-- Who it is from: `buyer_id` and `from_user_key`; without a buyer it is the marketplace's own order to a supplier.
-- Whom it is to: `supplier_id`; without one, the marketplace.
--
-- `from_user` is what the order shows of its user: his data, with what was changed for this order alone
-- (`from_user_changes`: FirstName, LastName, Email).
--
-- `billing_address` is a copy of the address that `billing_address_id` names, or one that only this order has (then
-- there is no ID). `shipping_address_id` and `shipping_address` are what was set for the whole order and what new line
-- items take over; each line item holds its own, so only those decide where it goes.
--
-- `anonymous_id` is the order ID that an anonymous shopper's token names: it stays when the order's own ID changes.
-- `chosen_cart` marks the one unsubmitted order that its user named as his cart.
-- `completed_by_shipment` tells orders that shipments completed, which reopen when a shipment goes, from others.
--
-- Amounts other than the three that clients write (shipping_cost, tax_cost, gratuity) are sums kept in step by every
-- write to the order: subtotal, base_discount and promotion_discount over its line items, and
-- total = subtotal - base_discount - promotion_discount + tax_cost + shipping_cost + gratuity + fees.
create table purchase_order (
  marketplace_id text not null,
  id text not null,
  buyer_id text,
  supplier_id text,
  from_user_key bigint not null,
  from_user_id text not null,
  from_user jsonb not null,
  from_user_changes jsonb,
  anonymous_id text,
  chosen_cart boolean not null default false,
  billing_address_id text,
  billing_address jsonb,
  shipping_address_id text,
  shipping_address jsonb,
  comments text,
  line_item_count int not null default 0,
  status text not null default 'Unsubmitted',
  is_submitted boolean not null default false,
  completed_by_shipment boolean not null default false,
  date_created timestamptz not null,
  date_submitted timestamptz,
  date_approved timestamptz,
  date_declined timestamptz,
  date_canceled timestamptz,
  date_completed timestamptz,
  last_updated timestamptz not null,
  currency text,
  subtotal numeric not null default 0,
  shipping_cost numeric not null default 0,
  tax_cost numeric not null default 0,
  gratuity numeric not null default 0,
  fees numeric not null default 0,
  base_discount numeric not null default 0,
  promotion_discount numeric not null default 0,
  total numeric not null default 0,
  subscription_id text,
  xp jsonb,
  primary key (marketplace_id, id),
  constraint purchase_order_status_check check
    (status in ('Unsubmitted', 'AwaitingApproval', 'Declined', 'Open', 'Completed', 'Canceled'))
) with (fillfactor = 80);
create unique index purchase_order_id_key on purchase_order (marketplace_id, lower(id));
create unique index purchase_order_anonymous_id_key on purchase_order (marketplace_id, anonymous_id)
  where anonymous_id is not null;
create index purchase_order_user on purchase_order (marketplace_id, from_user_key, date_created);
create index purchase_order_submitted on purchase_order (marketplace_id, date_submitted desc nulls last, date_created desc nulls last)
  where is_submitted;
create index purchase_order_buyer on purchase_order (marketplace_id, buyer_id, date_submitted desc nulls last, date_created desc nulls last);
create index purchase_order_supplier on purchase_order (marketplace_id, supplier_id, date_submitted desc nulls last, date_created desc nulls last)
  where supplier_id is not null;

-- `product` and `variant` are copies; until `frozen` (set by submit) replies show the catalog's present data instead,
-- where it still exists. `buyer_id` is the order's.
--
-- `unit_price` is the price of one with its markups (more than two decimals), `line_subtotal` the rounded amount for
-- all of them; `line_total` = line_subtotal - base_discount - promotion_discount.
-- `quantity_shipped` is the sum over the line's shipment items, those of a forwarded order's line included.
-- `specs` is [{SpecID, Name, OptionID, Value, PriceMarkupType, PriceMarkup}].
create table line_item (
  marketplace_id text not null,
  order_id text not null,
  id text not null,
  buyer_id text,
  product_id text not null,
  variant_id text,
  quantity int not null,
  quantity_shipped int not null default 0,
  bundle_item_id text,
  is_bundle boolean not null default false,
  date_added timestamptz not null,
  frozen boolean not null default false,
  product jsonb not null,
  variant jsonb,
  specs jsonb not null default '[]',
  unit_price numeric,
  price_overridden boolean not null default false,
  is_on_sale boolean not null default false,
  price_schedule_id text,
  line_subtotal numeric not null default 0,
  base_discount numeric not null default 0,
  promotion_discount numeric not null default 0,
  line_total numeric not null default 0,
  discount_id text,
  cost_center text,
  date_needed timestamptz,
  shipping_account text,
  shipping_address_id text,
  shipping_address jsonb,
  ship_from_address_id text,
  ship_from_address jsonb,
  supplier_id text,
  inventory_record_id text,
  incoming_order_id text,
  outgoing_order_id text,
  invitation_id text,
  xp jsonb,
  primary key (marketplace_id, order_id, id),
  constraint line_item_order_fkey foreign key (marketplace_id, order_id)
    references purchase_order (marketplace_id, id) on delete cascade deferrable initially deferred
);
create unique index line_item_id_key on line_item (marketplace_id, order_id, lower(id));
create index line_item_product on line_item (marketplace_id, product_id);
create index line_item_inventory_record on line_item (marketplace_id, product_id, inventory_record_id)
  where inventory_record_id is not null;
create index line_item_outgoing_order on line_item (marketplace_id, outgoing_order_id) where outgoing_order_id is not null;
create index line_item_incoming_order on line_item (marketplace_id, incoming_order_id) where incoming_order_id is not null;

-- `amount` null stands for what the other payments leave of the order's total.
-- `debited` is what was taken off the spending account; null while nothing was.
create table payment (
  marketplace_id text not null,
  order_id text not null,
  id text not null,
  type text not null,
  date_created timestamptz not null,
  credit_card_id text,
  spending_account_id text,
  description text,
  currency text,
  amount numeric,
  accepted boolean,
  debited numeric,
  order_return_id text,
  xp jsonb,
  primary key (marketplace_id, order_id, id),
  constraint payment_order_fkey foreign key (marketplace_id, order_id)
    references purchase_order (marketplace_id, id) on delete cascade deferrable initially deferred
);
create unique index payment_id_key on payment (marketplace_id, order_id, lower(id));
create index payment_spending_account on payment (marketplace_id, spending_account_id)
  where spending_account_id is not null;
create index payment_order_return on payment (marketplace_id, order_return_id) where order_return_id is not null;

create table payment_transaction (
  marketplace_id text not null,
  order_id text not null,
  payment_id text not null,
  id text not null,
  type text not null,
  date_executed timestamptz not null,
  currency text,
  amount numeric,
  succeeded boolean not null default false,
  result_code text,
  result_message text,
  xp jsonb,
  primary key (marketplace_id, order_id, payment_id, id),
  constraint payment_transaction_payment_fkey foreign key (marketplace_id, order_id, payment_id)
    references payment (marketplace_id, order_id, id) on delete cascade deferrable initially deferred
);
create unique index payment_transaction_id_key on payment_transaction (marketplace_id, order_id, payment_id, lower(id));

-- Who ships: the supplier `supplier_id`, the buyer itself where `buyer_owned`, else the marketplace. IDs of buyers and
-- suppliers may coincide, so that one column could not say whose it is.
-- The addresses are copies; without an ID beside it, one that only this shipment has.
create table shipment (
  marketplace_id text not null,
  id text not null,
  supplier_id text,
  buyer_id text,
  buyer_owned boolean not null default false,
  shipper text,
  account text,
  date_shipped timestamptz,
  date_delivered timestamptz,
  tracking_number text,
  cost numeric,
  from_address_id text,
  from_address jsonb,
  to_address_id text,
  to_address jsonb,
  xp jsonb,
  primary key (marketplace_id, id)
);
create unique index shipment_id_key on shipment (marketplace_id, lower(id));
create index shipment_buyer on shipment (marketplace_id, buyer_id);
create index shipment_supplier on shipment (marketplace_id, supplier_id) where supplier_id is not null;

-- What it shows of the line item is read from the line item.
create table shipment_item (
  marketplace_id text not null,
  shipment_id text not null,
  order_id text not null,
  line_item_id text not null,
  quantity_shipped int not null,
  primary key (marketplace_id, shipment_id, order_id, line_item_id),
  constraint shipment_item_shipment_fkey foreign key (marketplace_id, shipment_id)
    references shipment (marketplace_id, id) on delete cascade deferrable initially deferred,
  constraint shipment_item_line_item_fkey foreign key (marketplace_id, order_id, line_item_id)
    references line_item (marketplace_id, order_id, id) on delete cascade deferrable initially deferred
);
create index shipment_item_line_item on shipment_item (marketplace_id, order_id, line_item_id);
