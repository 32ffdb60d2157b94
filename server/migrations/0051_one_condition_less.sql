-- Words and stems of short texts are made without a subquery, which plpgsql carries out as a statement of its own even where
-- what stands before it has decided: the functions give what they gave, so that nothing is written anew.

create or replace function words_vector(value text, weight text) returns tsvector
language plpgsql immutable parallel safe as $$
declare
  parts text[] := '{}';
  word text;
  n integer := 0;
  plain text := public.parsed_text(value);
  vector tsvector;
begin
  if plain is not null then
    vector := setweight(to_tsvector('pg_catalog.simple', plain), weight::"char");
    if octet_length(plain) < 256 then
      return vector;
    end if;
    -- Longer words are kept in part.
    if not exists (select from unnest(vector) as w where octet_length(w.lexeme) > 255) then
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

create or replace function stems_vector(value text, weight text) returns tsvector
language plpgsql immutable parallel safe as $$
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
    if octet_length(plain) < 256 then
      return vector;
    end if;
    if not exists (select from unnest(to_tsvector('pg_catalog.simple', plain)) as w where octet_length(w.lexeme) > 255) then
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
