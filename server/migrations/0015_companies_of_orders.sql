-- Orders outlive the companies they are from and to, and company IDs are given again. From here on the `buyer_id` and
-- `supplier_id` of orders, line items, payments and shipments whose company is gone end in `~`, which no ID may hold
-- (orders/companies.ts): no later company of that ID is taken for the one that is gone.
--
-- Of the companies that were deleted before, those are marked whose IDs nobody has been given again; the others cannot
-- be told apart any more.

-- Tables with checks of foreign keys still to come cannot be altered.
set constraints all immediate;

-- An owner who is no superuser is bound by row-level security as well and would find no rows.
alter table buyer no force row level security;
alter table supplier no force row level security;
alter table purchase_order no force row level security;
alter table line_item no force row level security;
alter table payment no force row level security;
alter table shipment no force row level security;

-- The buyer whose account or card a payment names, since orders may move to another buyer; null when it names none.
alter table payment add column buyer_id text;
update payment p set buyer_id = o.buyer_id from purchase_order o
  where o.marketplace_id = p.marketplace_id and o.id = p.order_id
    and (p.spending_account_id is not null or p.credit_card_id is not null);
drop index payment_spending_account;
create index payment_account on payment (marketplace_id, buyer_id, spending_account_id) where buyer_id is not null;

-- It is the order's.
alter table line_item drop column buyer_id;

update purchase_order t set buyer_id = t.buyer_id || '~' where t.buyer_id is not null
  and not exists (select from buyer b where b.marketplace_id = t.marketplace_id and b.id = t.buyer_id);
update payment t set buyer_id = t.buyer_id || '~' where t.buyer_id is not null
  and not exists (select from buyer b where b.marketplace_id = t.marketplace_id and b.id = t.buyer_id);
update shipment t set buyer_id = t.buyer_id || '~' where t.buyer_id is not null
  and not exists (select from buyer b where b.marketplace_id = t.marketplace_id and b.id = t.buyer_id);
update purchase_order t set supplier_id = t.supplier_id || '~' where t.supplier_id is not null
  and not exists (select from supplier s where s.marketplace_id = t.marketplace_id and s.id = t.supplier_id);
update line_item t set supplier_id = t.supplier_id || '~' where t.supplier_id is not null
  and not exists (select from supplier s where s.marketplace_id = t.marketplace_id and s.id = t.supplier_id);
update shipment t set supplier_id = t.supplier_id || '~' where t.supplier_id is not null
  and not exists (select from supplier s where s.marketplace_id = t.marketplace_id and s.id = t.supplier_id);

alter table buyer force row level security;
alter table supplier force row level security;
alter table purchase_order force row level security;
alter table line_item force row level security;
alter table payment force row level security;
alter table shipment force row level security;
