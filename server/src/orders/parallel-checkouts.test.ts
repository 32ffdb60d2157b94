import assert from "node:assert/strict";
import { test } from "node:test";
import type { Product } from "@orderwell/contract";
import { type Answer, shop } from "@orderwell/testing";
import fc from "fast-check";

const tracked = (QuantityAvailable: number): Partial<Product> => ({
  Inventory: {
    Enabled: true,
    QuantityAvailable,
    NotificationPoint: null,
    VariantLevelTracking: false,
    OrderCanExceed: false,
    LastUpdated: null,
  },
});

const outgoing = (orderID: string) => ({ direction: "Outgoing", orderID });

const products = ["a", "b", "c"] as const;
const cart = fc.array(fc.record({ product: fc.constantFrom(...products), quantity: fc.integer({ min: 1, max: 4 }) }), {
  minLength: 1,
  maxLength: 3,
});

test("parallel checkouts sell what there is, once, and charge an account for exactly what was sold", async (t) => {
  const own = await shop(t);
  const { seller } = own;
  await seller.ok("SpendingAccounts.Create", {
    path: { buyerID: "acme" },
    body: { ID: "budget", Name: "Budget", Balance: 150, AllowAsPaymentMethod: true },
  });
  await seller.ok("SpendingAccounts.SaveAssignment", {
    path: { buyerID: "acme" },
    body: { SpendingAccountID: "budget" },
  });
  const shoppers = await Promise.all(Array.from({ length: 6 }, () => own.colleague("Shopper")));
  const stocks = fc.record({
    a: fc.integer({ min: 4, max: 8 }),
    b: fc.integer({ min: 4, max: 8 }),
    c: fc.integer({ min: 4, max: 8 }),
  });
  let run = 0;
  await fc.assert(
    fc.asyncProperty(stocks, fc.array(cart, { minLength: 6, maxLength: 6 }), async (stock, carts) => {
      run++;
      await seller.ok("SpendingAccounts.Patch", {
        path: { buyerID: "acme", spendingAccountID: "budget" },
        body: { Balance: 150 },
      });
      for (const id of products) await own.product(`${id}${run}`, tracked(stock[id]));
      const fill = async (index: number): Promise<void> => {
        const client = shoppers[index] as (typeof shoppers)[number];
        const order = `o${run}-${index}`;
        await client.ok("Orders.Create", { path: { direction: "Outgoing" }, body: { ID: order } });
        for (const { product, quantity } of carts[index] ?? []) {
          const body = { ProductID: `${product}${run}`, Quantity: quantity };
          const { status } = await client.send("LineItems.Create", { path: outgoing(order), body });
          assert.ok(status === 201 || status === 400, String(status));
        }
        const { Total } = await client.ok("Orders.Get", { path: outgoing(order) });
        if (Number(Total) === 0) return;
        const body = { Type: "SpendingAccount", SpendingAccountID: "budget" };
        const { status } = await client.send("Payments.Create", { path: outgoing(order), body });
        assert.ok(status === 201 || status === 400, String(status));
      };
      await Promise.all(shoppers.map((_, index) => fill(index)));
      const answers = await Promise.all(
        shoppers.map((client, index) => client.send("Orders.Submit", { path: outgoing(`o${run}-${index}`) })),
      );
      const sold: Record<string, number> = { a: 0, b: 0, c: 0 };
      let charged = 0;
      for (const [index, { status, body }] of answers.entries()) {
        assert.ok(status === 201 || status === 400, JSON.stringify(body));
        if (status === 400) continue;
        const path = { direction: "Incoming", orderID: `o${run}-${index}` };
        const { LineItems, Order } = await seller.ok("IntegrationEvents.GetWorksheet", { path });
        for (const line of LineItems ?? []) {
          const product = line.ProductID?.[0] ?? "";
          sold[product] = (sold[product] ?? 0) + line.Quantity;
        }
        if ((await seller.ok("Payments.List", { path })).Items.length > 0) charged += Number(Order?.Total);
      }
      for (const id of products) {
        const { Inventory } = await seller.ok("Products.Get", { path: { productID: `${id}${run}` } });
        assert.equal(Inventory?.QuantityAvailable, stock[id] - (sold[id] ?? 0), `stock of ${id}`);
        assert.ok((sold[id] ?? 0) <= stock[id]);
      }
      const account = await seller.ok("SpendingAccounts.Get", {
        path: { buyerID: "acme", spendingAccountID: "budget" },
      });
      assert.equal(Number(account.Balance), 150 - charged);
    }),
    { numRuns: 4 },
  );
});

test("changes to one order that come at the same time are all kept, and its sums are those of its lines", async (t) => {
  const own = await shop(t);
  const { shopper, seller, product } = own;
  await product("p", tracked(200));
  await shopper.ok("Orders.Create", { path: { direction: "Outgoing" }, body: { ID: "o" } });
  const path = outgoing("o");
  const all = { direction: "All", orderID: "o" };
  for (const ID of ["a", "b", "c"])
    await shopper.ok("LineItems.Create", { path, body: { ID, ProductID: "p", Quantity: 2 } });
  const edits = (): Promise<Answer>[] => [
    ...["x", "y", "z"].map((key) => seller.send("Orders.Patch", { path: all, body: { xp: { [key]: 1 } } })),
    seller.send("Orders.Patch", { path: all, body: { ShippingCost: 3 } }),
    seller.send("Orders.Patch", { path: all, body: { TaxCost: 2 } }),
    seller.send("LineItems.Patch", { path: { ...all, lineItemID: "a" }, body: { Quantity: 5 } }),
    seller.send("LineItems.Patch", { path: { ...all, lineItemID: "a" }, body: { xp: { k: 1 } } }),
    seller.send("LineItems.Delete", { path: { ...all, lineItemID: "b" } }),
    seller.send("LineItems.Create", { path: all, body: { ID: "d", ProductID: "p", Quantity: 3 } }),
  ];
  const check = async (): Promise<void> => {
    const { Order, LineItems } = await seller.ok("IntegrationEvents.GetWorksheet", { path: all });
    assert.deepEqual(
      LineItems?.map(({ ID, Quantity, xp }) => [ID, Quantity, xp]),
      [
        ["a", 5, { k: 1 }],
        ["c", 2, null],
        ["d", 3, null],
      ],
    );
    assert.deepEqual(
      [Order?.xp, Order?.LineItemCount, Order?.Subtotal, Order?.Total],
      [{ x: 1, y: 1, z: 1 }, 3, 100, 105],
    );
  };
  const left = async () => (await seller.ok("Products.Get", { path: { productID: "p" } })).Inventory?.QuantityAvailable;
  for (const { status, body } of await Promise.all(edits())) assert.ok(status < 300, JSON.stringify(body));
  await check();
  assert.equal(await left(), 200);
  await shopper.ok("Orders.Submit", { path });
  assert.equal(await left(), 190);

  // An open order: the same again, from where it started, while others buy.
  await seller.ok("LineItems.Patch", { path: { ...all, lineItemID: "a" }, body: { Quantity: 2, xp: null } });
  await seller.ok("LineItems.Delete", { path: { ...all, lineItemID: "d" } });
  await seller.ok("LineItems.Create", { path: all, body: { ID: "b", ProductID: "p", Quantity: 2 } });
  assert.equal(await left(), 194);
  const others = await Promise.all(Array.from({ length: 3 }, () => own.colleague("Shopper")));
  for (const client of others) await client.ok("Cart.CreateLineItem", { body: { ProductID: "p", Quantity: 10 } });
  const mixed = await Promise.all([...edits(), ...others.map((client) => client.send("Cart.Submit"))]);
  for (const { status, body } of mixed) assert.ok(status < 300, JSON.stringify(body));
  await check();
  assert.equal(await left(), 160);
});
