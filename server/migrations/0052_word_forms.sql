-- Whether searches find words in other forms of theirs, such as bicycles by "bike".
alter table search_settings add column word_forms boolean not null default true;
