-- What clients give as JSON comes back as they wrote it: keys in their order, whole numbers with all their digits. `jsonb`
-- keeps neither the order nor a key that is given twice; `json` keeps the text, which replies splice in unread. Conditions
-- read it as `jsonb`.

-- The outermost keys of both: the first one's, with what the second has for them, then the second one's others.
create function merged_json(value json, changes json) returns json language sql immutable strict parallel safe as $$
  select ('{' || coalesce(string_agg(to_json(key)::text || ':' || text, ',' order by n), '') || '}')::json from (
    select coalesce(v.key, c.key) as key, coalesce(c.value, v.value)::text as text,
      row_number() over (order by v.n nulls last, c.n) as n
    from json_each(value) with ordinality as v (key, value, n)
    full join json_each(changes) with ordinality as c (key, value, n) on c.key = v.key) as keys
$$;

create function json_without(value json, removed text) returns json language sql immutable strict parallel safe as $$
  select ('{' || coalesce(string_agg(to_json(key)::text || ':' || member::text, ',' order by n), '') || '}')::json
  from json_each(value) with ordinality as m (key, member, n) where key <> removed
$$;

drop index product_xp;
drop index product_xp_folded;
alter table product drop column xp_folded;

do $$
declare
  changed record;
begin
  for changed in
    select table_schema, table_name, string_agg(format('alter column %I type json using %1$I::json', column_name), ', ') as columns
    from information_schema.columns
    where data_type = 'jsonb' and table_schema in ('public', 'outbox') and (
      column_name in ('xp', 'config_data', 'message', 'payload', 'own', 'from_user', 'from_user_changes', 'billing_address',
        'shipping_address', 'ship_from_address', 'from_address', 'to_address')
      or table_name = 'line_item')
    group by table_schema, table_name
  loop
    execute format('alter table %I.%I %s', changed.table_schema, changed.table_name, changed.columns);
  end loop;
end
$$;

alter table product add column xp_folded jsonb generated always as (folded_json(xp::jsonb)) stored;
create index product_xp on product using gin ((xp::jsonb) jsonb_path_ops);
create index product_xp_folded on product using gin (xp_folded jsonb_path_ops);
