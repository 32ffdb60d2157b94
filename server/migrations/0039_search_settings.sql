-- How searches of a marketplace's products take what people type: one row where something differs from the usual.
create table search_settings (
  marketplace_id text not null,
  id text not null,
  typo_tolerance boolean not null default true,
  primary key (marketplace_id, id)
);
