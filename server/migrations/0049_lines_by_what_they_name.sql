-- What a price schedule, supplier, address, discount or spec is called is changed on lines of orders by those that name it,
-- among those of all times. Lines that name none are in none of these indexes.
create index line_item_price_schedule on line_item (marketplace_id, price_schedule_id) where price_schedule_id is not null;
create index line_item_supplier on line_item (marketplace_id, supplier_id) where supplier_id is not null;
create index line_item_ship_from on line_item (marketplace_id, ship_from_address_id) where ship_from_address_id is not null;
create index line_item_discount on line_item (marketplace_id, discount_id) where discount_id is not null;
create index line_item_specs on line_item (marketplace_id) where specs::text <> '[]';
