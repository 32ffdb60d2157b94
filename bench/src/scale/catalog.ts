import pg from "pg";
import { skipChanges } from "../database.ts";
import type { Fixture } from "../fixture.ts";
import { rebuiltIndexes } from "../rebuilt-indexes.ts";

/** Categories of the catalog, in three levels: 20 above 200 above the others, which hold the products. */
const levels = { top: 20, middle: 200, all: 2_000 };
/** Buyers, of which six in ten see the catalog whole, three some categories, and one what is assigned to a group of it. */
const buyers = 1_000;
/** One product in so many is assigned to a group, at a price of its own. */
const assigned = 20;

const adjectives =
  "plain sturdy light heavy small large modern classic folding mobile quiet bright soft hard round square".split(" ");
const materials = "oak ash walnut steel glass leather cotton paper rubber brass stone wool".split(" ");
/** What is sold: the first of them most, the last hardly. */
export const nouns =
  "desk lamp chair table shelf cabinet folder stapler binder pen marker board screen stand drawer locker bench stool rack hook".split(
    " ",
  );
/** Words of descriptions. */
const qualities =
  "office home school workshop garden kitchen travel studio storage meeting reading writing drawing packing shipping cleaning".split(
    " ",
  );

const literal = (words: readonly string[]): string => `(array['${words.join("','")}'])`;
const one = (words: readonly string[], number: string): string =>
  `${literal(words)}[1 + (${number}) % ${words.length}]`;
/** Sooner one of the first than one of the last. */
const sooner = (words: readonly string[], number: string): string =>
  `${literal(words)}[1 + floor(${words.length} * power((${number}) % 997 / 997.0, 3))::int]`;

/** Product number `n` as it is written. */
const columns: Readonly<Record<string, string>> = {
  id: "'product-' || n",
  name: `initcap(${one(adjectives, "n / 3")}) || ' ' || ${one(materials, "n / 7")} || ' ' || ${sooner(nouns, "n * 31")} || ' m' || n`,
  description: `'For the ' || ${one(qualities, "n")} || ' and the ' || ${one(qualities, "n / 16")} || ', in ' || ${one(materials, "n / 7")} || '. ' || t.description`,
  default_price_schedule_id: "'product-' || n",
  visibility_class_id: "c.id",
  xp: `jsonb_build_object('Color', ${one(["red", "green", "blue", "black", "white", "grey", "yellow", "brown"], "n / 5")},
    'Size', n % 12, 'Brand', 'brand ' || (n * 7) % 200, 'Material', ${one(materials, "n / 7")}, 'Rating', n % 5, 'Lot', n / 20)`,
};

/** Facets beside those of the fixture, which are color and size. */
export const facets = ["Brand", "Material", "Rating"];

/** Number of the category that holds product `n`. */
const categoryOf = `'c-' || ${levels.top + levels.middle} + n % ${levels.all - levels.top - levels.middle}`;

/**
 * Fills a marketplace with products in 2,000 categories of the fixture's catalog, for 1,000 buyers of mixed visibility. Written to
 * the tables, without the indexes that are made faster afterwards: a million takes minutes.
 */
export async function fillCatalog(databaseUrl: string, fixture: Fixture, products: number): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const run = (text: string, values: readonly unknown[] = []) => client.query(text, [...values]);
  const own = fixture.marketplaceId;
  const columnsOf = async (table: string): Promise<readonly string[]> => {
    const found = await run(
      "select attname as name from pg_attribute where attrelid = $1::regclass and attnum > 0 and not attisdropped and attgenerated = ''",
      [table],
    );
    return found.rows.map(({ name }: { name: string }) => name);
  };
  const copies = async (table: string, changed: Readonly<Record<string, string>>, from: string): Promise<void> => {
    const names = await columnsOf(table);
    await run(
      `insert into ${table} (${names.join(", ")}) select ${names.map((name) => changed[name] ?? `t.${name}`).join(", ")}
       from ${table} t cross join ${from} where t.marketplace_id = '${own}' and t.id = '${fixture.template}'`,
    );
  };
  try {
    const indexes = await rebuiltIndexes(client, ["product"], "gin");
    await run("begin");
    await run(`set local app.marketplace = '${own}'`);
    // References hold by the way the rows are made; without the right to say so they are checked one by one.
    await run("savepoint references_hold");
    await run("set local session_replication_role = replica").catch(() => run("rollback to references_hold"));
    await indexes.drop();
    await run(
      `insert into category (marketplace_id, catalog_id, id, name, active, parent_id)
       select '${own}', 'buyer', 'c-' || n, 'Category ' || n, true, case when n < ${levels.top} then null
         when n < ${levels.top + levels.middle} then 'c-' || n % ${levels.top} else 'c-' || ${levels.top} + n % ${levels.middle} end
       from generate_series(0, ${levels.all - 1}) n`,
    );
    await run(
      `insert into buyer (marketplace_id, id, name, active, default_catalog_id, date_created)
       select '${own}', 'b-' || n, 'Buyer ' || n, true, 'buyer', now() from generate_series(0, ${buyers - 1}) n`,
    );
    await run(
      `insert into catalog_assignment (marketplace_id, catalog_id, buyer_id, view_all_categories, view_all_products)
       select '${own}', 'buyer', 'b-' || n, true, n % 10 < 6 from generate_series(0, ${buyers - 1}) n`,
    );
    await run(
      `insert into category_assignment (marketplace_id, catalog_id, category_id, buyer_id, visible, view_all_products)
       select '${own}', 'buyer', 'c-' || (n * 13 + m * 47) % ${levels.all}, 'b-' || n, true, true
       from generate_series(0, ${buyers - 1}) n cross join generate_series(0, 39) m where n % 10 between 6 and 8
       on conflict do nothing`,
    );
    await run(
      `insert into user_group (marketplace_id, buyer_id, id, name)
       select '${own}', 'b-' || n, 'g', 'Group' from generate_series(9, ${buyers - 1}, 10) n`,
    );
    await run(
      `create temporary table placed on commit drop as
       select n, ${categoryOf} as category, g.buyer_id as buyer, g.key
       from generate_series(1, ${products - 1}) n
       left join user_group g on g.marketplace_id = '${own}' and g.id = 'g' and n % ${assigned} = 0
         and g.buyer_id = 'b-' || (n / ${assigned}) % ${buyers / 10} * 10 + 9`,
    );
    await run(
      `create temporary table classes on commit drop as
       select category, buyer, key, (select max(id) from visibility_class where marketplace_id = '${own}') + row_number() over (order by category, buyer) as id,
         jsonb_build_object('active', true, 'owner', '${own}', 'child', false, 'catalogs', jsonb_build_array('buyer'),
           'categories', jsonb_build_array(jsonb_build_array('buyer', category)),
           'parties', case when buyer is null then '[]' else jsonb_build_array(jsonb_build_array(buyer, key)) end) as content
       from (select distinct category, buyer, key from placed) p`,
    );
    await run("analyze placed");
    await run("analyze classes");
    await run(
      `insert into visibility_class (marketplace_id, id, signature, content) select '${own}', id, content::text, content from classes`,
    );
    const series = `generate_series(1, ${products - 1}) n`;
    await copies("price_schedule", { id: "'product-' || n", name: "'Price ' || n" }, series);
    await copies(
      "product",
      columns,
      "(placed p join classes c on c.category = p.category and c.buyer is not distinct from p.buyer)",
    );
    await run(
      `insert into catalog_product (marketplace_id, catalog_id, product_id) select '${own}', 'buyer', 'product-' || n from ${series}`,
    );
    await run(
      `insert into category_product (marketplace_id, catalog_id, category_id, product_id)
       select '${own}', 'buyer', category, 'product-' || n from placed`,
    );
    await run(
      `insert into product_assignment (marketplace_id, product_id, buyer_id, group_key, seller_id, price_schedule_id)
       select '${own}', 'product-' || n, buyer, key, '${own}', 'product-' || n - 1 from placed where buyer is not null`,
    );
    await run(
      `insert into visibility_class_count (marketplace_id, class_id, shard, products, changes)
       select '${own}', c.id, 0, count(*), 1 from placed p
       join classes c on c.category = p.category and c.buyer is not distinct from p.buyer group by c.id`,
    );
    await skipChanges(client, own);
    await run(`update visibility_version set version = version + 1 where marketplace_id = '${own}'`);
    await run("commit");
    await indexes.make();
    await run("vacuum analyze");
  } finally {
    await client.end();
  }
}
