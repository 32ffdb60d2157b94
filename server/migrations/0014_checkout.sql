-- Answers of the service that takes part in checkout, by order. What says whether the first two still hold is with the order
-- itself: a change of it drops them without another write.
create table order_worksheet (
  marketplace_id text not null,
  order_id text not null,
  ship_estimate_response json,
  order_calculate_response json,
  order_submit_response json,
  order_submit_for_approval_response json,
  order_approved_response json,
  -- Names the question that waits for an answer, which finds its way back even if the order has another ID by then.
  asked text,
  primary key (marketplace_id, order_id),
  constraint order_worksheet_order_fkey foreign key (marketplace_id, order_id)
    references purchase_order (marketplace_id, id) on delete cascade deferrable initially deferred
);
create unique index order_worksheet_asked on order_worksheet (marketplace_id, asked) where asked is not null;

alter table purchase_order add column shipping_estimated boolean not null default false;
alter table purchase_order add column calculation text
  constraint purchase_order_calculation_check check (calculation in ('Succeeded', 'Failed'));
