import assert from "node:assert/strict";
import { test } from "node:test";
import { marketplace, newCaller } from "@orderwell/testing";

test("a facet has an order and a least count, and facets are listed by their order", async (t) => {
  const { seller } = await marketplace(t);
  const color = await seller.ok("ProductFacets.Create", {
    body: { ID: "color", Name: "Color", XpPath: "Facets.Color" },
  });
  assert.deepEqual([color.ListOrder, color.MinCount, color.XpPath], [0, 1, "Facets.Color"]);
  await seller.ok("ProductFacets.Create", { body: { ID: "brand", Name: "Brand", ListOrder: -1, MinCount: 0 } });
  const list = await seller.ok("ProductFacets.List", {});
  assert.deepEqual(
    list.Items.map(({ ID, MinCount, XpPath }) => [ID, MinCount, XpPath]),
    [
      ["brand", 0, null],
      ["color", 1, "Facets.Color"],
    ],
  );
});

test("no two facets count by the same path; one without a path counts by its ID", async (t) => {
  const { seller } = await marketplace(t);
  await seller.ok("ProductFacets.Create", { body: { ID: "color", Name: "Color" } });
  await seller.ok("ProductFacets.Create", { body: { ID: "size", Name: "Size", XpPath: "" } });
  const body = { ID: "hue", Name: "Hue", XpPath: "color" };
  assert.equal((await seller.refused("ProductFacets.Create", { body })).code, "ProductFacet.XpPathInUse");
  const path = { productFacetID: "size" };
  const patch = await seller.refused("ProductFacets.Patch", { path, body: { XpPath: "color" } });
  assert.equal(patch.code, "ProductFacet.XpPathInUse");
  const renamed = await seller.refused("ProductFacets.Patch", { path, body: { ID: "color" } });
  assert.deepEqual([renamed.status, renamed.code], [409, "IdExists"]);
  await seller.ok("ProductFacets.Delete", { path: { productFacetID: "color" } });
  await seller.ok("ProductFacets.Create", { body });
});

test("facets are the marketplace's: its own users alone change them", async (t) => {
  const own = await marketplace(t);
  await own.seller.ok("Suppliers.Create", { body: { ID: "sup", Name: "Supplier", Active: true } });
  await own.seller.ok("ProductFacets.Create", { body: { ID: "color", Name: "Color" } });
  const supplier = await newCaller(own, { supplier: "sup" });
  assert.equal((await supplier.ok("ProductFacets.List", {})).Meta.TotalCount, 1);
  const refused = await supplier.refused("ProductFacets.Delete", { path: { productFacetID: "color" } });
  assert.deepEqual([refused.status, refused.code], [403, "Auth.UserNotAuthorizedToAdmin"]);
  assert.equal((await supplier.refused("ProductFacets.Create", { body: { Name: "x" } })).status, 403);
});
