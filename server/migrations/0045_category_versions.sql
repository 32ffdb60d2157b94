-- Shoppers' lists of categories are held by processes as long as no category changes. What decides who sees a category has
-- a version of its own: names, texts and places in lists change without it.
alter table visibility_version add column category_version bigint not null default 0;
