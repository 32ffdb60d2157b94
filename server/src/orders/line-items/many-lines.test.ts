import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { type Shop, shop, testServer } from "@orderwell/testing";
import { sql } from "../../platform/db/sql.ts";
import { mostLines, mostPayments } from "../aggregate/limits.ts";

const address = { FirstName: "Ada", LastName: "Byron", Street1: "1 Main St", City: "Oslo", Country: "NO" };

/** A shopper's order with a line of product `p`. */
async function ordered(t: TestContext) {
  const own = await shop(t);
  for (const id of ["p", "q"]) await own.product(id, { xp: { id } });
  const { shopper } = own;
  const { ID: orderID } = await shopper.ok("Orders.Create", { path: { direction: "Outgoing" }, body: {} });
  const path = { direction: "Outgoing", orderID };
  await shopper.ok("LineItems.Create", { path, body: { ID: "l", ProductID: "p" } });
  return { own, shopper, path };
}

/** Copies a row of an order so many times, under the IDs `x1`, `x2` and on. */
async function multiply(own: Shop, table: "line_item" | "payment", times: number): Promise<void> {
  await (await testServer()).app.services.tenants.transaction(own.id, "write", async (db) => {
    const columns = await db.rows<{ name: string }>(
      sql`select column_name as name from information_schema.columns where table_name = ${table} and column_name <> 'id'`,
    );
    const others = sql.join(columns.map(({ name }) => sql.id(name)));
    await db.run(sql`insert into ${sql.table(table)} (id, ${others})
      select 'x' || g, ${others} from ${sql.table(table)}, generate_series(1, ${times}) g
      where marketplace_id = ${own.id} and id = 'l'`);
  });
}

test("an order takes so many lines and no more, and those on it change and go as before", async (t) => {
  const { own, shopper, path } = await ordered(t);
  await multiply(own, "line_item", mostLines - 2);
  const add = (ID: string) => ({ path, body: { ID, ProductID: "q" } });
  await shopper.ok("LineItems.Create", add("last"));
  const refusals = [
    await shopper.refused("LineItems.Create", add("more")),
    await shopper.refused("LineItems.Save", { path: { ...path, lineItemID: "more" }, body: { ProductID: "q" } }),
    await shopper.refused("Cart.CreateLineItem", { body: { ProductID: "q" } }),
    await shopper.refused("Cart.SaveLineItem", { path: { lineItemID: "more" }, body: { ProductID: "q" } }),
  ];
  for (const { status, code, data } of refusals)
    assert.deepEqual([status, code, data], [400, "Order.LineItemLimit", { OrderID: path.orderID, Limit: mostLines }]);
  const changed = { path: { ...path, lineItemID: "last" }, body: { Quantity: 2 } };
  assert.equal((await shopper.ok("LineItems.Patch", changed)).LineTotal, 20);
  const { LineItemCount, Total } = await shopper.ok("Cart.Get");
  assert.deepEqual([LineItemCount, Total], [mostLines, 10 * (mostLines + 1)]);
  await shopper.ok("LineItems.Delete", { path: { ...path, lineItemID: "x1" } });
  await shopper.ok("LineItems.Create", add("more"));
});

test("an order takes so many payments and no more", async (t) => {
  const { own, shopper, path } = await ordered(t);
  const pay = (ID: string) => ({ path, body: { ID, Type: "PurchaseOrder" as const, Amount: 0.01 } });
  await shopper.ok("Payments.Create", pay("l"));
  await multiply(own, "payment", mostPayments - 2);
  await shopper.ok("Payments.Create", pay("last"));
  for (const { code, data } of [
    await shopper.refused("Payments.Create", pay("more")),
    await shopper.refused("Cart.CreatePayment", { body: { Type: "PurchaseOrder", Amount: 0.01 } }),
  ])
    assert.deepEqual([code, data], ["Order.PaymentLimit", { OrderID: path.orderID, Limit: mostPayments }]);
  await shopper.ok("Payments.Delete", { path: { ...path, paymentID: "last" } });
  await shopper.ok("Payments.Create", pay("more"));
});

test("what changes one line, or the order alone, leaves every other line as it is", async (t) => {
  const { own, shopper, path } = await ordered(t);
  await own.product("r", {}, { UseCumulativeQuantity: true });
  await own.seller.ok("Specs.Create", { body: { ID: "size", Name: "Size", AllowOpenText: true } });
  await own.seller.ok("Specs.SaveProductAssignment", { body: { SpecID: "size", ProductID: "q" } });
  const add = (ID: string, ProductID: string, rest: object = {}) =>
    shopper.ok("LineItems.Create", { path, body: { ID, ProductID, ...rest } });
  const at = (lineItemID: string) => ({ ...path, lineItemID });
  await shopper.ok("Orders.SetShippingAddress", { path, body: address });
  await add("other", "q", { xp: { big: 1 }, CostCenter: "c", Specs: [{ SpecID: "size", Value: "wide" }] });
  await shopper.ok("LineItems.SetShippingAddress", { path: at("other"), body: { ...address, City: "Moss" } });
  const other = () => shopper.ok("LineItems.Get", { path: at("other") });
  const before = await other();
  assert.deepEqual([before.ShippingAddress?.City, before.Specs?.[0]?.Value], ["Moss", "wide"]);
  const writes: readonly (readonly [string, () => Promise<unknown>])[] = [
    ["add", () => add("m", "P")],
    ["add of a product that counts together", () => add("r1", "r")],
    ["put", () => shopper.ok("LineItems.Save", { path: at("M"), body: { ProductID: "p", Quantity: 3 } })],
    ["put of a new one", () => shopper.ok("LineItems.Save", { path: at("n"), body: { ProductID: "r" } })],
    ["patch", () => shopper.ok("LineItems.Patch", { path: at("L"), body: { Quantity: 2, ID: "l2" } })],
    ["address", () => shopper.ok("LineItems.SetShippingAddress", { path: at("l2"), body: address })],
    [
      "address, changed",
      () => shopper.ok("LineItems.PatchShippingAddress", { path: at("l2"), body: { City: "Bodø" } }),
    ],
    ["delete", () => shopper.ok("LineItems.Delete", { path: at("m") })],
    ["patch of the order", () => shopper.ok("Orders.Patch", { path, body: { Comments: "now", Gratuity: 1 } })],
    ["patch of the cart", () => shopper.ok("Cart.Patch", { body: { xp: { seen: true } } })],
    ["line of the cart", () => shopper.ok("Cart.PatchLineItem", { path: { lineItemID: "r1" }, body: { Quantity: 2 } })],
  ];
  for (const [name, write] of writes) {
    await write();
    assert.deepEqual(await other(), before, name);
  }
  const { LineItemCount, Total, ShippingAddressID } = await shopper.ok("Cart.Get");
  // Two of p, one of q, three of r, and the gratuity.
  assert.deepEqual([LineItemCount, Total, ShippingAddressID], [4, 61, null]);
});
