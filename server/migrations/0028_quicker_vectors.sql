-- Words of products are found for each that is written, six times a row: functions in SQL are planned anew by every
-- statement that calls them, which took longer than all else of it. These do the same in a language that keeps its plans.

create or replace function words_vector(value text, weight text) returns tsvector language plpgsql immutable parallel safe as $$
declare
  parts text[] := '{}';
  word text;
  n integer := 0;
begin
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
  plain text;
  stem text;
  n integer := 0;
begin
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
  parts text[] := '{}';
  m text[];
begin
  for m in select regexp_matches(value::text, '("(?:[^"\\]|\\.)*"(?:: )?)|([^"]+)', 'g') loop
    parts := parts || case when m[1] is null then m[2] when right(m[1], 2) = ': ' then m[1] else public.folded_text(m[1]) end;
  end loop;
  return array_to_string(parts, '')::jsonb;
end $$;
