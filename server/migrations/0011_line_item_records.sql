-- The inventory record that a line item draws on. By its internal key, since records of different variants of a product may
-- share an ID, and a record that is made anew under the ID of one that is gone is another.
alter table line_item add column inventory_record_key bigint;
drop index line_item_inventory_record;
create index line_item_inventory_record on line_item (marketplace_id, inventory_record_key)
  where inventory_record_key is not null;
-- Records go with the supplier that owns them.
create index inventory_record_owner on inventory_record (marketplace_id, owner_id);
