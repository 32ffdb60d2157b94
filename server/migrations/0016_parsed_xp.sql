-- Facets and filters of products read extended properties of many rows at a time: parsed once, when they are written, and not
-- by every question. Conditions on values without letters read the folded copy, so that the index over the other is of no use.
drop index product_xp;
alter table product add column xp_values jsonb generated always as (xp::jsonb) stored;
