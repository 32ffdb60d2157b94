import { type TestMarketplace, testServer } from "@orderwell/testing";
import type { Json } from "../../../platform/db/json.ts";
import { sql } from "../../../platform/db/sql.ts";

interface Placement {
  readonly catalogs: readonly string[];
  readonly categories: readonly (readonly [string, string])[];
  readonly buyers: readonly string[];
}

/** Place of a product as its visibility class has it, and whether the classes' counters still add up. */
export async function placementOf(own: TestMarketplace, productId: string): Promise<Placement> {
  const { tenants } = (await testServer()).app.services;
  return tenants.transaction(own.id, "read", async (db) => {
    const row = await db.row<{ content: Json; counted: number; there: number }>(sql`
      select c.content,
        (select sum(n.products)::int from visibility_class_count n where n.marketplace_id = p.marketplace_id and n.class_id = c.id) as counted,
        (select count(*) from product o where o.marketplace_id = p.marketplace_id and o.visibility_class_id = c.id) as there
      from product p join visibility_class c on c.marketplace_id = p.marketplace_id and c.id = p.visibility_class_id
      where p.marketplace_id = ${own.id} and p.id = ${productId}`);
    if (row === undefined) throw new Error(`${productId} has no visibility class`);
    if (row.counted !== row.there)
      throw new Error(`${productId}'s class counts ${row.counted} of ${row.there} products`);
    const content = row.content.value as Pick<Placement, "catalogs" | "categories"> & { parties: [string, number][] };
    return {
      catalogs: content.catalogs,
      categories: content.categories,
      buyers: content.parties.map(([buyer]) => buyer),
    };
  });
}

/** Number of times that what users see has been worked out anew in a marketplace. */
export async function visibilityVersion(own: TestMarketplace): Promise<number> {
  const { tenants } = (await testServer()).app.services;
  const row = await tenants.transaction(own.id, "read", (db) =>
    db.row<{ version: number }>(sql`select version from visibility_version where marketplace_id = ${own.id}`),
  );
  return row?.version ?? 0;
}
