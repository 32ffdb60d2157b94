-- Searches of products find what is called otherwise: words of a marketplace that stand for each other.

create table synonym (
  marketplace_id text not null,
  id text not null,
  terms jsonb not null default '[]'::jsonb,
  one_way_to jsonb not null default '[]'::jsonb,
  xp json,
  primary key (marketplace_id, id)
);
create unique index synonym_id_key on synonym (marketplace_id, lower(id));
