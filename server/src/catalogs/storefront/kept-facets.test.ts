import assert from "node:assert/strict";
import { test } from "node:test";
import { anotherProcess, inMarketplace, TestClient, until } from "@orderwell/testing";
import { sql } from "../../platform/db/sql.ts";
import { storefront } from "./testing/storefront.ts";

/** More than a process counts the facets of at every change. */
const number = 20_010;

test("a process that starts shows the facets of a large catalog as another one counted them, until it has an index of its own", async (t) => {
  const { own, seller, shopper, product } = await storefront(t);
  await seller.ok("ProductFacets.Create", { body: { ID: "Color", Name: "Color" } });
  await product("p", { xp: { Color: "red" } });
  await inMarketplace(own, async (db) => {
    const columns = await db.rows<{ name: string }>(sql`
      select attname as name from pg_attribute
      where attrelid = 'product'::regclass and attnum > 0 and not attisdropped and attgenerated = ''`);
    const names = sql.join(columns.map(({ name }) => sql.ref(name)));
    const values = sql.join(columns.map(({ name }) => (name === "id" ? sql`'p-' || n` : sql.ref(`t.${name}`))));
    await db.run(sql`
      insert into product (${names}) select ${values} from product t cross join generate_series(2, ${number}) n
      where t.marketplace_id = ${own.id} and t.id = 'p'`);
    await db.run(sql`
      insert into visibility_class_count as c (marketplace_id, class_id, shard, products, changes)
      select ${own.id}, visibility_class_id, 0, ${number - 1}, 1 from product where marketplace_id = ${own.id} and id = 'p'
      on conflict (marketplace_id, class_id, shard)
      do update set products = c.products + excluded.products, changes = c.changes + 1`);
  });
  const client = await shopper("u");
  const counts = async (of: TestClient) => {
    const { Meta } = await of.ok("Me.ListProducts", { query: { pageSize: 1 } });
    const [facet] = Meta.Facets ?? [];
    return [Meta.TotalCount, facet?.Values?.map(({ Value, Count }) => `${Value} ${Count}`).join()];
  };
  assert.deepEqual(await counts(client), [number, `red ${number}`]);
  const kept = () =>
    inMarketplace(own, (db) => db.rows(sql`select key from counted_facets where marketplace_id = ${own.id}`));
  await until(async () => (await kept()).length > 0, "the counts are not kept");
  await seller.ok("Products.Patch", { path: { productID: "p-7" }, body: { xp: { Color: "blue" } } });
  const { baseUrl } = await anotherProcess(t);
  const later = new TestClient(baseUrl, client.token);
  assert.deepEqual(await counts(later), [number, `red ${number}`], "as they were counted before");
  const anew = `red ${number - 1},blue 1`;
  await until(async () => (await counts(later))[1] === anew, "no index counts them anew");
});
