-- Shipments of a buyer are found and counted by what is in an index, in the order of lists, among a million of others.
create index shipment_of_buyer on shipment (marketplace_id, folded_text(rtrim(buyer_id, '~')), date_shipped nulls first)
  include (buyer_id);
