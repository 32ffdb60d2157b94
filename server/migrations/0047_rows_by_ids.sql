-- Lists and look-ups of everything that a marketplace may have a million of find their rows by an index.

-- The user that stands for a marketplace's owner in the portal.
create index app_user_hidden on app_user (marketplace_id) where hidden;

-- IDs fold in no other way than their unique indexes have it: lists are ordered by those.
drop index app_user_page;
create index app_user_page on app_user (marketplace_id, buyer_id, folded_text(last_name), folded_text(first_name),
  folded_text(username), lower(id));

create index price_schedule_page on price_schedule (marketplace_id, folded_text(name), lower(id));
create index spec_product_folded on spec_product (marketplace_id, lower(product_id), lower(spec_id));
create index shipment_page on shipment (marketplace_id, date_shipped nulls first);
drop index order_return_submitted;
create index order_return_page on order_return (marketplace_id, date_submitted nulls first, date_created nulls first, lower(id));
