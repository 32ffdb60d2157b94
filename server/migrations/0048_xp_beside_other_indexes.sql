-- Values of xp are looked up together with what other indexes have of the same orders (a status, a stretch of time), so that
-- only orders are read that both find. PostgreSQL combines no two indexes that share a condition: this one has its own, which
-- every look-up by xp implies, and which holds for the same orders.
alter index purchase_order_xp rename to purchase_order_xp_former;
create index purchase_order_xp on purchase_order using gin (xp_folded jsonb_path_ops) where xp_folded is not null;
drop index purchase_order_xp_former;
