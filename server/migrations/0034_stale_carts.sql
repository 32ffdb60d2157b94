-- Unsubmitted orders by age, for those that are deleted since nobody touches them. Of columns that never change: an index by
-- the last touch would cost every write of a cart.
create index purchase_order_unsubmitted on purchase_order (marketplace_id, date_created, id) where status = 'Unsubmitted';
