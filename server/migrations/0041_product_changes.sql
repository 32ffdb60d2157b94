-- What is held of a marketplace's products is brought up to date by a list of those that have changed: to find them among all
-- products took a second where there are a million.
--
-- How many changes there were so far, in several rows, so that parallel writers seldom wait for the same one. Whoever counts
-- holds the row until they commit, so that the changes of a row follow each other in the order of their commits.
create table product_change_count (
  marketplace_id text not null,
  shard int not null,
  changes bigint not null,
  -- Of the last change: tells it from any other of its number, such as one in a copy of the database that went its own way.
  stamp bigint not null,
  primary key (marketplace_id, shard)
) with (fillfactor = 50);

-- The last changes: as many products as counted, and the visibility classes whose counts changed with them.
create table product_change (
  marketplace_id text not null,
  shard int not null,
  -- Of the last of these changes.
  number bigint not null,
  stamp bigint not null,
  class_ids int[] not null,
  product_ids text[] not null,
  primary key (marketplace_id, shard, number)
);

-- What products there are so far came before all that is listed.
insert into product_change_count (marketplace_id, shard, changes, stamp)
select m.marketplace_id, 0, 1, (random() * 140737488355327)::bigint
from (select distinct marketplace_id from visibility_class_count) m;
insert into product_change (marketplace_id, shard, number, stamp, class_ids, product_ids)
select marketplace_id, shard, changes, stamp, '{}', '{}' from product_change_count;
