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

test("50 buyers who submit at once for one record, product and variant get exactly what there is, while others give back", async (t) => {
  const own = await shop(t);
  const { seller, product, shopper } = own;
  const enough = 30;
  await seller.ok("AdminAddresses.Create", { body: { ID: "hall", Street1: "1 Main", City: "Bath", Country: "GB" } });
  await product("plain", tracked(enough));
  await product("kept", tracked(0));
  const record = { productID: "kept", inventoryRecordID: "hall" };
  const body = { ID: "hall", AddressID: "hall", QuantityAvailable: enough };
  await seller.ok("InventoryRecords.Create", { path: record, body });
  await product("shirt", tracked(0));
  await seller.ok("Specs.Create", { body: { ID: "size", Name: "Size", Required: true, DefinesVariant: true } });
  await seller.ok("Specs.CreateOption", { path: { specID: "size" }, body: { ID: "s", Value: "S" } });
  await seller.ok("Specs.SaveProductAssignment", { body: { SpecID: "size", ProductID: "shirt" } });
  const shirt = { productID: "shirt", variantID: "shirt-s" };
  await seller.ok("Products.GenerateVariants", { path: shirt });
  await seller.ok("Products.Patch", { path: shirt, body: { Inventory: { VariantLevelTracking: true } } });
  await seller.ok("Products.PatchVariant", { path: shirt, body: { Inventory: { QuantityAvailable: enough } } });

  const lines = [
    { ProductID: "plain", Quantity: 1 },
    { ProductID: "kept", Quantity: 1, InventoryRecordID: "hall" },
    { ProductID: "shirt", Quantity: 1, Specs: [{ SpecID: "size", OptionID: "s" }] },
  ];
  // An open order that has ten of each, and gives five of each back meanwhile.
  await shopper.ok("Orders.Create", { path: { direction: "Outgoing" }, body: { ID: "large" } });
  for (const line of lines)
    await shopper.ok("LineItems.Create", {
      path: outgoing("large"),
      body: { ...line, ID: line.ProductID, Quantity: 10 },
    });
  await shopper.ok("Orders.Submit", { path: outgoing("large") });
  const left = async (): Promise<unknown[]> => [
    (await seller.ok("Products.Get", { path: { productID: "plain" } })).Inventory?.QuantityAvailable,
    (await seller.ok("InventoryRecords.Get", { path: record })).QuantityAvailable,
    (await seller.ok("Products.GetVariant", { path: shirt })).Inventory?.QuantityAvailable,
  ];
  assert.deepEqual(await left(), [20, 20, 20]);

  const buyers = await Promise.all(Array.from({ length: 50 }, () => own.colleague("Shopper")));
  for (const [index, client] of buyers.entries())
    for (const turn of [0, 1, 2])
      await client.ok("Cart.CreateLineItem", { body: lines[(turn + index) % 3] as (typeof lines)[0] });
  const back = lines.map(({ ProductID: lineItemID }) =>
    seller.send("LineItems.Patch", {
      path: { direction: "Incoming", orderID: "large", lineItemID },
      body: { Quantity: 5 },
    }),
  );
  const submitted = buyers.map((client) => client.send("Cart.Submit"));
  for (const { status, body } of await Promise.all(back)) assert.equal(status, 200, JSON.stringify(body));
  const answers = await Promise.all(submitted);
  for (const { status, body } of answers)
    assert.ok(status === 201 || body.Errors[0].ErrorCode === "Inventory.Insufficient", JSON.stringify(body));
  const sold = () => answers.filter(({ status }) => status === 201).length;
  assert.ok(sold() >= 20 && sold() <= 25, `${sold()} of 20 to 25`);
  assert.deepEqual(
    await left(),
    [25, 25, 25].map((there) => there - sold()),
  );
  // Whoever came too early for what was given back gets it now, to the last unit.
  for (const [index, client] of buyers.entries())
    if (answers[index]?.status === 400) answers[index] = await client.send("Cart.Submit");
  assert.equal(sold(), 25);
  assert.deepEqual(await left(), [0, 0, 0]);
});
