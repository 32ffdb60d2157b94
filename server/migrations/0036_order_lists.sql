-- Lists of orders, and their totals, stay as quick when there are a million orders.
--
-- How many orders there are of each kind, and lines of those that are submitted: counted as they are written, in several rows
-- of a kind, so that parallel writers seldom wait for the same one.
create table order_count (
  marketplace_id text not null,
  is_submitted boolean not null,
  status text not null,
  from_buyer boolean not null,
  to_supplier boolean not null,
  shard int not null,
  orders bigint not null default 0,
  lines bigint not null default 0,
  primary key (marketplace_id, is_submitted, status, from_buyer, to_supplier, shard)
) with (fillfactor = 50);
insert into order_count (marketplace_id, is_submitted, status, from_buyer, to_supplier, shard, orders, lines)
select o.marketplace_id, o.is_submitted, o.status, o.buyer_id is not null, o.supplier_id is not null, 0, count(*),
  coalesce(sum(l.lines) filter (where o.is_submitted), 0)
from purchase_order o
left join (select marketplace_id, order_id, count(*) as lines from line_item group by 1, 2) l
  on l.marketplace_id = o.marketplace_id and l.order_id = o.id
group by 1, 2, 3, 4, 5;

-- Words and extended properties of what is submitted: carts are searched otherwise, and written most.
create function order_words(submitted boolean, id text, from_company text, to_company text, comments text)
returns tsvector language plpgsql immutable parallel safe as $$
begin
  if not submitted then return null; end if;
  return public.words_vector(id, 'A') || public.words_vector(rtrim(from_company, '~'), 'B')
    || public.words_vector(rtrim(to_company, '~'), 'C') || public.words_vector(comments, 'D');
end $$;

create function order_stems(submitted boolean, id text, from_company text, to_company text, comments text)
returns tsvector language plpgsql immutable parallel safe as $$
begin
  if not submitted then return null; end if;
  return public.stems_vector(id, 'A') || public.stems_vector(rtrim(from_company, '~'), 'B')
    || public.stems_vector(rtrim(to_company, '~'), 'C') || public.stems_vector(comments, 'D');
end $$;

create function order_xp(submitted boolean, xp json) returns jsonb language plpgsql immutable parallel safe as $$
begin
  return case when submitted then public.folded_json(xp::jsonb) end;
end $$;

-- Tables with generated columns are not collated by the server (docs/decisions/0024-words-and-letters.md).
alter table purchase_order alter column calculation type text collate "C";
alter table purchase_order
  add column words tsvector generated always as
    (order_words(is_submitted, id, coalesce(buyer_id, marketplace_id), coalesce(supplier_id, marketplace_id), comments)) stored,
  add column stems tsvector generated always as
    (order_stems(is_submitted, id, coalesce(buyer_id, marketplace_id), coalesce(supplier_id, marketplace_id), comments)) stored,
  add column xp_folded jsonb generated always as (order_xp(is_submitted, xp)) stored;
create index purchase_order_search on purchase_order using gin (words, stems) where is_submitted;
create index purchase_order_xp on purchase_order using gin (xp_folded jsonb_path_ops) where is_submitted;

-- What pages are counted and sorted by is all in the index: whether an order is submitted changes along with its date.
drop index purchase_order_submitted;
create index purchase_order_submitted on purchase_order (marketplace_id, date_submitted desc nulls last, date_created desc nulls last)
  include (buyer_id, supplier_id) where is_submitted;
create index purchase_order_pending on purchase_order (marketplace_id, status, date_submitted desc nulls last, date_created desc nulls last)
  where not is_submitted;
drop index purchase_order_buyer;
create index purchase_order_buyer on purchase_order (marketplace_id, buyer_id, date_submitted desc nulls last, date_created desc nulls last)
  include (is_submitted, supplier_id);
drop index purchase_order_supplier;
create index purchase_order_supplier on purchase_order (marketplace_id, supplier_id, date_submitted desc nulls last, date_created desc nulls last)
  include (is_submitted, buyer_id) where supplier_id is not null;
-- Row-level security lets no index answer what has `coalesce` in it.
create index purchase_order_from on purchase_order
  (marketplace_id, folded_text(rtrim(case when buyer_id is null then marketplace_id else buyer_id end, '~')),
  date_submitted desc nulls last, date_created desc nulls last) include (supplier_id) where is_submitted;
