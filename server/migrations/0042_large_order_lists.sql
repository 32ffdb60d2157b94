-- Lists of orders, whatever they are filtered and sorted by, when there are a million of them.
--
-- What changes with every write of a cart is null in these columns until it is submitted, so that no write of a cart makes
-- entries in indexes.
alter table purchase_order
  add column listed_updated timestamptz generated always as (case when is_submitted then last_updated end) stored,
  add column listed_total numeric generated always as (case when is_submitted then total end) stored;
create index purchase_order_updated on purchase_order (marketplace_id, listed_updated desc nulls last) where is_submitted;
create index purchase_order_total on purchase_order (marketplace_id, listed_total desc nulls last, lower(id) desc) where is_submitted;
create index purchase_order_created on purchase_order (marketplace_id, date_created desc nulls last) include (buyer_id, supplier_id)
  where is_submitted;
create index purchase_order_from_user on purchase_order
  (marketplace_id, lower(from_user_id), date_submitted desc nulls last, date_created desc nulls last) where is_submitted;

-- Those of a status, in the order of lists, submitted or not.
drop index purchase_order_pending;
create index purchase_order_status on purchase_order
  (marketplace_id, is_submitted, status, date_submitted desc nulls last, date_created desc nulls last) include (buyer_id, supplier_id);

-- A user's, whose carts are found among ever so many of their orders.
drop index purchase_order_user;
create index purchase_order_user on purchase_order
  (marketplace_id, from_user_key, is_submitted, date_submitted desc nulls last, date_created desc nulls last);

-- Products are filtered by regardless of case.
drop index line_item_product;
create index line_item_product on line_item (marketplace_id, lower(product_id));

-- With all that its expression reads, so that it counts by itself.
drop index purchase_order_from;
create index purchase_order_from on purchase_order
  (marketplace_id, folded_text(rtrim(case when buyer_id is null then marketplace_id else buyer_id end, '~')),
  date_submitted desc nulls last, date_created desc nulls last) include (buyer_id, supplier_id) where is_submitted;
