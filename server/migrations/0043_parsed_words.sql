-- Words of products are found by the database's own parser where it divides a text as `words_in` does, in a third of the
-- time: the functions give what they gave, so that nothing is written anew.

create text search configuration stemming (parser = pg_catalog."default");
alter text search configuration stemming
  add mapping for asciiword, word, numword, int, uint, float, sfloat with pg_catalog.english_stem;

-- A text for that parser, with blanks for the signs that it knows a meaning of; null for one that it would divide
-- differently (`2e5c`), or that is not all ASCII, or has more words than have places.
create function parsed_text(value text) returns text language sql immutable parallel safe as $$
  select case when octet_length(value) = char_length(value) and octet_length(value) < 32768
      and lower(value collate "C") !~ '[0-9]e[0-9]'
    then replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(lower(value collate "C"),
      '-', ' '), '.', ' '), '/', ' '), '_', ' '), ':', ' '), '&', ' '), '@', ' '), '<', ' '), '+', ' '), '~', ' ') end
$$;

create or replace function words_vector(value text, weight text) returns tsvector language plpgsql immutable parallel safe as $$
declare
  parts text[] := '{}';
  word text;
  n integer := 0;
  plain text := public.parsed_text(value);
  vector tsvector;
begin
  if plain is not null then
    vector := setweight(to_tsvector('pg_catalog.simple', plain), weight::"char");
    -- Longer words are kept in part.
    if octet_length(plain) < 256 or not exists (select from unnest(vector) as w where octet_length(w.lexeme) > 255) then
      return vector;
    end if;
  end if;
  foreach word in array coalesce(public.words_in(value), '{}') loop
    n := n + 1;
    exit when n >= 16384;
    parts := parts || ('''' || left(word, 255) || ''':' || n || weight);
  end loop;
  return array_to_string(parts, ' ')::tsvector;
end $$;

create or replace function stems_vector(value text, weight text) returns tsvector language plpgsql immutable parallel safe as $$
declare
  parts text[] := '{}';
  word text;
  plain text := public.parsed_text(value);
  stem text;
  n integer := 0;
  vector tsvector;
begin
  if plain is not null then
    vector := setweight(to_tsvector('public.stemming', plain), weight::"char");
    if octet_length(plain) < 256
      or not exists (select from unnest(to_tsvector('pg_catalog.simple', plain)) as w where octet_length(w.lexeme) > 255) then
      return vector;
    end if;
  end if;
  foreach word in array coalesce(public.words_in(value), '{}') loop
    n := n + 1;
    exit when n >= 16384;
    stem := (ts_lexize('english_stem', left(word, 255)))[1];
    if stem <> '' then
      parts := parts || ('''' || stem || ''':' || n || weight);
    end if;
    if octet_length(word) <> char_length(word) then
      plain := public.plain_letters(word);
      stem := (ts_lexize('english_stem', left(plain, 255)))[1];
      if plain <> word and stem <> '' then
        parts := parts || ('''' || stem || ''':' || n || weight);
      end if;
    end if;
  end loop;
  return array_to_string(parts, ' ')::tsvector;
end $$;

create or replace function folded_json(value jsonb) returns jsonb language plpgsql immutable parallel safe strict as $$
declare
  written text := value::text;
  parts text[] := '{}';
  m text[];
begin
  -- All in small letters is the same as its values in small letters where no key has others.
  if octet_length(written) = char_length(written) and position('\' in written) = 0
    and written !~ '"[^"]*[A-Z][^"]*": ' then
    return lower(written collate "C")::jsonb;
  end if;
  for m in select regexp_matches(written, '("(?:[^"\\]|\\.)*"(?:: )?)|([^"]+)', 'g') loop
    parts := parts || case when m[1] is null then m[2] when right(m[1], 2) = ': ' then m[1] else public.folded_text(m[1]) end;
  end loop;
  return array_to_string(parts, '')::jsonb;
end $$;
