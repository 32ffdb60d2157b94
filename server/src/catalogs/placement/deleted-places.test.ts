import assert from "node:assert/strict";
import { test } from "node:test";
import { inMarketplace, marketplace, type TestMarketplace, waitedFor } from "@orderwell/testing";
import { findCatalog } from "../catalogs/store.ts";
import { categoryId } from "../categories/store.ts";
import { placementOf } from "../visibility/testing/placement.ts";
import { putAndClassify } from "./classes.store.ts";

/** A marketplace with a product `p`, and a category `below` another one in a supplier's catalog. */
async function placed(t: { readonly name: string }): Promise<TestMarketplace> {
  const own = await marketplace(t);
  const { seller } = own;
  const path = { catalogID: "main" };
  await seller.ok("Suppliers.Create", { body: { ID: "sup", Name: "Sup", Active: true } });
  await seller.accepted("Catalogs.Create", { body: { ID: "main", Name: "Main", Active: true, OwnerID: "sup" } });
  for (const [ID, ParentID] of [["above"], ["below", "above"]])
    await seller.accepted("Categories.Create", { path, body: { ID, Name: ID, Active: true, ParentID } });
  await seller.ok("Products.Create", { body: { ID: "p", Name: "P", Active: true } });
  return own;
}

/** Puts the product into the category as requests do, and commits when something waits for that. */
const putSlowly = (own: TestMarketplace, during: () => void): Promise<void> =>
  inMarketplace(own, async (db) => {
    assert.ok(await findCatalog(db, "main", { buyerId: undefined, stays: true }));
    assert.ok(await categoryId(db, "main", "below"));
    const place = { catalogId: "main", productId: "p" };
    await putAndClassify(db, {
      productId: "p",
      catalogs: [place],
      categories: [{ ...place, categoryId: "below", listOrder: null }],
    });
    during();
    await waitedFor(db);
  });

test("a category that is deleted while a product is put into one below it leaves nothing of itself in the product's class", async (t) => {
  const own = await placed(t);
  let deletion: Promise<unknown> | undefined;
  await putSlowly(own, () => {
    deletion = own.seller.ok("Categories.Delete", { path: { catalogID: "main", categoryID: "above" } });
  });
  await deletion;
  assert.deepEqual(await placementOf(own, "p"), { catalogs: ["main"], categories: [], buyers: [] });
});

test("a supplier who is deleted while a product is put into their catalog leaves nothing of it in the product's class", async (t) => {
  const own = await placed(t);
  let deletion: Promise<unknown> | undefined;
  await putSlowly(own, () => {
    deletion = own.seller.ok("Suppliers.Delete", { path: { supplierID: "sup" } });
  });
  await deletion;
  assert.deepEqual(await placementOf(own, "p"), { catalogs: [], categories: [], buyers: [] });
});
