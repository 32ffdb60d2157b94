-- Text compares, is searched and is put in order alike on every PostgreSQL, whatever locale the database has: by functions
-- of our own, over columns whose collation is "C" (docs/decisions/0024-words-and-letters.md).

-- In one case, composed: what two texts are compared by. A final `ς` is a `σ`.
create function folded_text(value text) returns text language sql immutable parallel safe as $$
  select case when octet_length(value) = char_length(value) then lower(value collate "C") collate "C"
    else replace(lower(upper(normalize(value, NFC) collate "und-x-icu")), 'ς', 'σ') collate "C" end
$$;

-- Letters without their accents, for what is found without them.
create function plain_letters(value text) returns text language sql immutable parallel safe as $$
  select case when octet_length(value) = char_length(value) then value collate "C"
    else translate(regexp_replace(normalize(value, NFD), '[\u0300-\u036f]', '', 'g'), 'øłđħıŧ', 'oldhit') collate "C" end
$$;

-- What a name looks like: letters of other alphabets as the Latin ones that they are mistaken for.
create function looks(value text) returns text language sql immutable parallel safe as $$
  select case when octet_length(value) = char_length(value) then lower(value collate "C") collate "C"
    else translate(public.folded_text(normalize(value, NFKC)), 'аеорсухіјѕһԁԛԝѵкмтвнοαρνικτυχɑɡ', 'aeopcyxijshdqwvkmtbhoapviktuxag') collate "C" end
$$;

-- The words of a text in order, folded: divided at blanks, punctuation and signs of every script; each Chinese, Japanese
-- and Korean character is a word.
create function words_in(value text) returns text[] language sql immutable parallel safe as $$
  select array_remove(string_to_array(case when octet_length(value) = char_length(value)
    then translate(lower(value collate "C"), E'\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1a\x1b\x1c\x1d\x1e\x1f\x7f!"#$%&''()*+,-./:;<=>?@[\\]^_`{|}~', repeat(' ', 64)) collate "C"
    else regexp_replace(regexp_replace(regexp_replace(public.folded_text(value), '[\xad\u200b-\u200d\u2060\ufeff]', '', 'g'),
      '[\x01-\x2f\x3a-\x40\x5b-\x60\x7b-\x7f\x80-\xa9\xab-\xb4\xb6-\xb9\xbb-\xbf\xd7\xf7\u2000-\u200a\u200e-\u205f\u2061-\u206f\u20a0-\u20cf\u2100-\u214f\u2190-\u2bff\u3000-\u3004\u3008-\u3020\u3030\u303d-\u303f\u30fb\ufe30-\ufe6f\uff00-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65\uffe0-\ufffe\U0001f000-\U0001faff]', ' ', 'g'), '([\u3005-\u3007\u3021-\u3029\u3031-\u3035\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff66-\uff9d\U00020000-\U0003134f])', ' \1 ', 'g') collate "C" end, ' '), '')
$$;

-- Words as they are written, at their places.
create function words_vector(value text, weight text) returns tsvector language sql immutable parallel safe as $$
  select coalesce(string_agg('''' || left(word, 255) || ''':' || n || weight, ' '), '')::tsvector
  from unnest(public.words_in(value)) with ordinality as w (word, n) where n < 16384
$$;

-- Words by their English stems, without those that mean nothing by themselves; without accents as well, where they have some.
create function stems_vector(value text, weight text) returns tsvector language sql immutable parallel safe as $$
  select coalesce(string_agg('''' || stem || ''':' || n || weight, ' '), '')::tsvector from (
    select (ts_lexize('english_stem', left(word, 255)))[1] as stem, n
    from unnest(public.words_in(value)) with ordinality as w (word, n) where n < 16384
    union all
    select (ts_lexize('english_stem', left(public.plain_letters(word), 255)))[1], n
    from unnest(public.words_in(value)) with ordinality as w (word, n)
    where n < 16384 and octet_length(word) <> char_length(word) and public.plain_letters(word) <> word
  ) as s where stem <> ''
$$;

-- Looks words up by their stems, one after the other (`<->`) or joined by `&` or `|`; those without a meaning of their own
-- are passed over. A word may be several characters with blanks between, which must stand side by side.
create function stems_query(words text[], joint text, weights text) returns tsquery language sql immutable parallel safe as $$
  select coalesce(string_agg(
    case when previous is null then '' when joint = '<->' then '<' || n - previous || '>' else joint end || ' ('''
      || replace(stem, ' ', ''':' || weights || ' <-> ''') || ''':' || weights || ')', ' ' order by n), '')::tsquery
  from (select n, stem, lag(n) over (order by n) as previous from (
    select n, (ts_lexize('english_stem', left(word, 255)))[1] as stem from unnest(words) with ordinality as w (word, n)
  ) as stems where stem <> '') as kept
$$;

create or replace function folded_json(value jsonb) returns jsonb language sql immutable strict parallel safe as $$
  select string_agg(case when m[1] is null then m[2] when right(m[1], 2) = ': ' then m[1] else public.folded_text(m[1]) end, '' order by n)::jsonb
  from regexp_matches(value::text, '("(?:[^"\\]|\\.)*"(?:: )?)|([^"]+)', 'g') with ordinality as t (m, n)
$$;

drop index product_page;
drop index product_search;
drop index product_xp;
drop index product_xp_folded;
alter table product drop column words, drop column stems, drop column xp_folded;
drop index app_user_username_key;
drop index app_user_email;
drop index app_user_page;
drop index portal_user_username_key;
drop index portal_user_email_key;

do $$
declare
  changed record;
begin
  -- Policies hold on to the columns that they name; they are made again after every migration.
  for changed in select c.oid::regclass as name, p.polname as policy from pg_policy p join pg_class c on c.oid = p.polrelid 
    where c.relnamespace = 'public'::regnamespace loop
    execute format('drop policy %I on %s', changed.policy, changed.name);
  end loop;
  for changed in
    select c.oid::regclass as name,
      string_agg(format('alter column %I type %s collate "C"', a.attname, format_type(a.atttypid, a.atttypmod)), ', ') as columns
    from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      and a.atttypid in ('text'::regtype, 'text[]'::regtype) and a.attcollation <> '"C"'::regcollation
    where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace
      and c.relname <> 'migration'
    group by c.oid
  loop
    execute format('alter table %s %s', changed.name, changed.columns);
  end loop;
end
$$;

alter table product
  add column words tsvector generated always as
    (words_vector(id, 'A') || words_vector(name, 'B') || words_vector(description, 'C')) stored,
  add column stems tsvector generated always as
    (stems_vector(id, 'A') || stems_vector(name, 'B') || stems_vector(description, 'C')) stored,
  add column xp_folded jsonb generated always as (folded_json(xp::jsonb)) stored;
create index product_page on product
  (marketplace_id, (folded_text(owner_id)), (folded_text(name)), (folded_text(id)), visibility_class_id)
  include (owner_id, name, id);
create index product_search on product using gin (words, stems);
create index product_xp on product using gin ((xp::jsonb) jsonb_path_ops);
create index product_xp_folded on product using gin (xp_folded jsonb_path_ops);

create unique index app_user_username_key on app_user (marketplace_id, looks(username));
create index app_user_username on app_user (marketplace_id, folded_text(username));
create index app_user_email on app_user (marketplace_id, folded_text(email));
create index app_user_page on app_user
  (marketplace_id, buyer_id, folded_text(last_name), folded_text(first_name), folded_text(username), folded_text(id));
create unique index portal_user_username_key on portal_user (looks(username));
create unique index portal_user_email_key on portal_user (folded_text(email));
