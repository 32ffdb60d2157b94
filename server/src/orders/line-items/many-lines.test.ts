import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { type Shop, shop, testServer } from "@orderwell/testing";
import { sql } from "../../platform/db/sql.ts";
import { mostLines, mostPayments } from "../aggregate/limits.ts";
import { open } from "../aggregate/open.store.ts";
import { quantitiesOf } from "../aggregate/order.ts";
import { lineSums } from "../aggregate/totals.ts";
import { storedOrder } from "../aggregate/which.store.ts";

const address = { FirstName: "Ada", LastName: "Byron", Street1: "1 Main St", City: "Oslo", Country: "NO" };

/** Stock of so many units, as a body has it. */
const stocked = (QuantityAvailable: number) => ({ Enabled: true, QuantityAvailable }) as never;

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

test("as many lines as an order takes are ordered once more in one call", async (t) => {
  const { own, shopper, path } = await ordered(t);
  await multiply(own, "line_item", mostLines - 1);
  const { Order, UnavailableItems } = await shopper.ok("Orders.Repeat", { path, body: { ID: "again" } });
  assert.deepEqual([Order?.ID, Order?.LineItemCount, UnavailableItems], ["again", mostLines, []]);
  const { TotalCount } = (await shopper.ok("LineItems.List", { path: { ...path, orderID: "again" } })).Meta;
  assert.equal(TotalCount, mostLines);
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

test("of an order of many lines a write reads those it is about, and of the others what the whole adds up to", async (t) => {
  const { own, shopper, path } = await ordered(t);
  await own.product("r", { Inventory: stocked(30) }, { UseCumulativeQuantity: true });
  const add = (ID: string, ProductID: string, Quantity: number) =>
    shopper.ok("LineItems.Create", { path, body: { ID, ProductID, Quantity } });
  await shopper.ok("Orders.SetShippingAddress", { path, body: address });
  await multiply(own, "line_item", 200);
  await add("q1", "q", 3);
  for (const quantity of [1, 2, 3]) await add(`r${quantity}`, "r", quantity);
  const { tenants } = (await testServer()).app.services;
  const opened = (around?: object) =>
    tenants.transaction(own.id, "write", async (db) => {
      const order = await open({ db }, storedOrder(path.orderID), { with: ["lines"], around });
      assert.ok(order);
      return order;
    });
  const all = await opened();
  const cases = [
    [{ lineId: "Q1" }, ["q1"], { q: 3 }],
    [{ lineId: "q1", productId: "R" }, ["q1"], { q: 3, r: 6 }],
    [{ productId: "r" }, [], { r: 6 }],
    [{ productId: "r", alike: true }, ["r1", "r2", "r3"], { r: 6 }],
    [{ lineId: "r2", alike: true }, ["r1", "r2", "r3"], { r: 6 }],
    [{ productId: "p" }, [], { p: 201 }],
    [{ productId: "none", lineId: "none" }, [], {}],
    [{}, [], {}],
  ] as const;
  for (const [around, ids, quantities] of cases) {
    const { head, lines, others } = await opened(around);
    const name = JSON.stringify(around);
    assert.deepEqual(lines.map(({ ID }) => ID).sort(), ids, name);
    assert.deepEqual(Object.fromEntries(quantitiesOf({ lines, others: others as never })), quantities, name);
    assert.equal(lines.length + (others?.count ?? 0), all.lines.length, name);
    assert.deepEqual(lineSums(lines, "0", others), lineSums(all.lines), name);
    assert.equal(head.ShippingAddressID, all.head.ShippingAddressID, name);
    const read = all.lines.find(({ ID }) => ID === (around as { lineId?: string }).lineId);
    if (read !== undefined)
      assert.deepEqual(
        lines.find(({ ID }) => ID === read.ID),
        read,
        name,
      );
  }
});

test("lines that are not read count towards stock and quantities, and hold their IDs", async (t) => {
  const { own, shopper, path } = await ordered(t);
  await own.product("few", { Inventory: stocked(10) }, { MaxQuantity: 12, UseCumulativeQuantity: true });
  await own.product("scarce", { Inventory: stocked(10) });
  const add = (ID: string, ProductID: string, Quantity: number) => ({ path, body: { ID, ProductID, Quantity } });
  await shopper.ok("LineItems.Create", add("a", "scarce", 4));
  await shopper.ok("LineItems.Create", add("b", "Scarce", 6));
  const short = await shopper.refused("LineItems.Create", add("c", "scarce", 1));
  assert.deepEqual(
    [short.code, short.data],
    ["Inventory.Insufficient", { ...(short.data as object), QuantityRequested: 11 }],
  );
  await shopper.ok("LineItems.Create", add("d", "few", 6));
  assert.equal((await shopper.refused("LineItems.Create", add("e", "few", 7))).status, 400);
  for (const taken of ["A", "l"]) {
    const refusals = [
      await shopper.refused("LineItems.Create", add(taken, "q", 1)),
      await shopper.refused("LineItems.Save", {
        path: { ...path, lineItemID: "new" },
        body: { ID: taken, ProductID: "q" },
      }),
      await shopper.refused("LineItems.Patch", { path: { ...path, lineItemID: "b" }, body: { ID: taken } }),
      await shopper.refused("Cart.CreateLineItem", { body: { ID: taken, ProductID: "q" } }),
    ];
    for (const { status, code } of refusals) assert.deepEqual([status, code], [409, "IdExists"], taken);
  }
  assert.equal((await shopper.ok("LineItems.List", { path })).Items?.length, 4);
});
