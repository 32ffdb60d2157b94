-- Orders of a stretch of time, and a company's orders of a status, are counted and put in order by what an index holds alone.
drop index purchase_order_created;
create index purchase_order_created on purchase_order (marketplace_id, date_created desc nulls last)
  include (date_submitted, id, buyer_id, supplier_id) where is_submitted;
drop index purchase_order_buyer;
create index purchase_order_buyer on purchase_order (marketplace_id, buyer_id, date_submitted desc nulls last, date_created desc nulls last)
  include (is_submitted, status, supplier_id);
drop index purchase_order_supplier;
create index purchase_order_supplier on purchase_order (marketplace_id, supplier_id, date_submitted desc nulls last, date_created desc nulls last)
  include (is_submitted, status, buyer_id) where supplier_id is not null;
