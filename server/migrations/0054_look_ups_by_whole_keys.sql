-- A row that is looked for by its whole key is found by it, whatever statistics say. Where they say that the first columns of
-- a key mostly lead to one row, as they do where parents have one child or many marketplaces a few, another index that has
-- those columns, but not the rest, costs PostgreSQL the same and may be taken: then every check of a foreign key and every
-- update by key reads all rows of an order, a product or a group. So indexes beside a primary key either do not begin with
-- columns of it, or have all of them.

-- IDs in any case come ahead of what they are unique within.
drop index api_client_secret_id_key;
create unique index api_client_secret_id_key on api_client_secret (marketplace_id, lower(id), api_client_id);
drop index approval_rule_id_key;
create unique index approval_rule_id_key on approval_rule (marketplace_id, lower(id), buyer_id);
drop index category_id_key;
create unique index category_id_key on category (marketplace_id, lower(id), catalog_id);
drop index cost_center_id_key;
create unique index cost_center_id_key on cost_center (marketplace_id, lower(id), buyer_id);
drop index credit_card_id_key;
create unique index credit_card_id_key on credit_card (marketplace_id, lower(id), buyer_id);
drop index line_item_id_key;
create unique index line_item_id_key on line_item (marketplace_id, lower(id), order_id);
drop index payment_id_key;
create unique index payment_id_key on payment (marketplace_id, lower(id), order_id);
drop index payment_transaction_id_key;
create unique index payment_transaction_id_key on payment_transaction (marketplace_id, lower(id), order_id, payment_id);
drop index product_collection_invitation_id_key;
create unique index product_collection_invitation_id_key on product_collection_invitation (marketplace_id, lower(id), collection_key);
drop index spec_option_id_key;
create unique index spec_option_id_key on spec_option (marketplace_id, lower(id), spec_id);
drop index spending_account_id_key;
create unique index spending_account_id_key on spending_account (marketplace_id, lower(id), buyer_id);
drop index subscription_item_id_key;
create unique index subscription_item_id_key on subscription_item (marketplace_id, lower(id), subscription_id);
drop index variant_id_key;
create unique index variant_id_key on variant (marketplace_id, lower(id), product_id);

-- So do parents of categories, and lines that parts of orders name. Discounts of a promotion, and those of a line, which go
-- with it, are found by an index each.
drop index category_parent;
create index category_parent on category (marketplace_id, parent_id, catalog_id);
drop index order_return_item_line;
create index order_return_item_line on order_return_item (marketplace_id, line_item_id, order_id);
drop index order_promotion_promotion;
drop index order_promotion_once;
create unique index order_promotion_once on order_promotion (marketplace_id, promotion_id, order_id, coalesce(line_item_id, ''));
create index order_promotion_line on order_promotion (marketplace_id, line_item_id, order_id) where line_item_id is not null;

-- What joins two things is found from either with all of its key.
drop index bundle_product_product;
create index bundle_product_product on bundle_product (marketplace_id, product_id, bundle_id);
drop index former_order_id_order;
create index former_order_id_order on former_order_id (marketplace_id, order_id, former_id);
drop index former_order_return_id_return;
create index former_order_return_id_return on former_order_return_id (marketplace_id, order_return_id, former_id);
drop index former_shipment_id_shipment;
create index former_shipment_id_shipment on former_shipment_id (marketplace_id, shipment_id, former_id);
drop index product_collection_entry_product;
create index product_collection_entry_product on product_collection_entry (marketplace_id, product_id, collection_key);
drop index product_collection_member_user;
create index product_collection_member_user on product_collection_member (marketplace_id, user_key, collection_key);
drop index product_supplier_supplier;
create index product_supplier_supplier on product_supplier (marketplace_id, supplier_id, product_id);
drop index shipment_item_line_item;
create index shipment_item_line_item on shipment_item (marketplace_id, order_id, line_item_id, shipment_id);
drop index spec_product_spec;
create index spec_product_spec on spec_product (marketplace_id, spec_id, product_id);
drop index supplier_buyer_buyer;
create index supplier_buyer_buyer on supplier_buyer (marketplace_id, buyer_id, supplier_id);
drop index user_group_member_group;
create index user_group_member_group on user_group_member (marketplace_id, group_key, user_key);
drop index webhook_api_client_client;
create index webhook_api_client_client on webhook_api_client (marketplace_id, api_client_id, webhook_key);
