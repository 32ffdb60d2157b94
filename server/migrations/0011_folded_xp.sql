-- Filters on extended properties disregard the case of texts, but not of keys. A stored copy with its texts in lower case
-- answers them by one lookup, with nothing to compute or check again for each product: the copy that was computed by
-- `lower(xp::text)` had its keys in lower case as well.

-- Texts that are values in lower case. In the text of a `jsonb`, what `: ` follows is a key.
create function folded_json(value jsonb) returns jsonb language sql immutable strict parallel safe as $$
  select string_agg(case when m[1] is null then m[2] when right(m[1], 2) = ': ' then m[1] else lower(m[1]) end, '' order by n)::jsonb
  from regexp_matches(value::text, '("(?:[^"\\]|\\.)*"(?:: )?)|([^"]+)', 'g') with ordinality as t (m, n)
$$;

drop index product_xp_folded;
alter table product add column xp_folded jsonb generated always as (folded_json(xp)) stored;
create index product_xp_folded on product using gin (xp_folded jsonb_path_ops);
