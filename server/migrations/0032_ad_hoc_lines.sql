-- `ad_hoc`: its product is none of the marketplace's, even where one has its ID; `product` is all there is of it.
-- `record_by_service`: a service chose its inventory record, which need not be for the buyer.
alter table line_item
  add column ad_hoc boolean not null default false,
  add column record_by_service boolean not null default false;
