import assert from "node:assert/strict";
import { test } from "node:test";
import { addUser, callerFor, newCaller, type Shop, shop } from "@orderwell/testing";

const incoming = (orderID: string) => ({ direction: "Incoming", orderID });
const outgoing = (orderID: string) => ({ direction: "Outgoing", orderID });
const all = (orderID: string) => ({ direction: "All", orderID });

/** Suppliers `s1` and `s2`; products `a` and `b` of the first, `c` of the second, `own` of nobody. */
async function supplied(t: { readonly name: string }): Promise<Shop> {
  const own = await shop(t);
  for (const ID of ["s1", "s2"]) await own.seller.ok("Suppliers.Create", { body: { ID, Name: ID, Active: true } });
  await own.product("a", { DefaultSupplierID: "s1" });
  await own.product("b", { DefaultSupplierID: "s1" });
  await own.product("c", { DefaultSupplierID: "s2" });
  await own.product("own");
  return own;
}

/** An open order of the shopper's with a line of each product, under the product's ID. */
async function openOrder(own: Shop, orderID: string, products: readonly string[], Quantity = 2): Promise<void> {
  const { shopper } = own;
  await shopper.ok("Orders.Create", {
    path: { direction: "Outgoing" },
    body: { ID: orderID, Comments: "for us", xp: { a: 1 } },
  });
  for (const ID of products)
    await shopper.ok("LineItems.Create", {
      path: outgoing(orderID),
      body: { ID, ProductID: ID, Quantity, xp: { of: ID }, CostCenter: "cc" },
    });
  await shopper.ok("Orders.SetShippingAddress", {
    path: outgoing(orderID),
    body: { Street1: "1 Main St", City: "Oslo", Country: "NO" },
  });
  await shopper.ok("Orders.Submit", { path: outgoing(orderID) });
}

/** The order `o1` of all products, forwarded, and the order to `s1` that came of it. */
async function forwarded(t: { readonly name: string }) {
  const own = await supplied(t);
  await openOrder(own, "o1", ["a", "c", "own", "b"]);
  const result = await own.seller.ok("Orders.Forward", { path: incoming("o1") });
  const toFirst = String(result.OutgoingOrders?.[0]?.ID);
  const supplier = await newCaller(own, { supplier: "s1" });
  return { ...own, ...result, toFirst, supplier };
}

test("forwarding makes a submitted order to each supplier, with nothing of the buyer's order but its lines", async (t) => {
  const { id, OutgoingOrders = [], RemainingLineItemIDs } = await forwarded(t);
  assert.deepEqual(RemainingLineItemIDs, ["own"]);
  assert.deepEqual(
    OutgoingOrders?.map((one) => [
      one.FromCompanyID,
      one.ToCompanyID,
      one.Status,
      one.IsSubmitted,
      one.LineItemCount,
      one.Total,
    ]),
    [
      [id, "s1", "Open", true, 2, 40],
      [id, "s2", "Open", true, 1, 20],
    ],
  );
  const [first] = OutgoingOrders ?? [];
  assert.notEqual(first?.DateSubmitted, null);
  assert.deepEqual([first?.xp, first?.Comments, first?.BillingAddress], [null, null, null]);
});

test("lines are forwarded under the same IDs, with what they say, and name the order on the other side", async (t) => {
  const { seller, OutgoingOrders, toFirst } = await forwarded(t);
  const lines = (await seller.ok("LineItems.List", { path: outgoing(toFirst) })).Items;
  assert.deepEqual(
    lines.map((line) => [
      line.ID,
      line.Quantity,
      line.CostCenter,
      line.xp,
      line.ShippingAddress?.City,
      line.IncomingOrderID,
    ]),
    ["a", "b"].map((ID) => [ID, 2, "cc", { of: ID }, "Oslo", "o1"]),
  );
  const mine = (await seller.ok("LineItems.List", { path: incoming("o1") })).Items;
  assert.deepEqual(
    mine.map(({ ID, OutgoingOrderID }) => [ID, OutgoingOrderID]),
    [
      ["a", toFirst],
      ["c", OutgoingOrders?.[1]?.ID],
      ["own", null],
      ["b", toFirst],
    ],
  );
});

test("each side of a forward sees its own order alone, without the other's ID", async (t) => {
  const { shopper, supplier, toFirst } = await forwarded(t);
  const seen = await supplier.ok("Orders.List", { path: { direction: "Incoming" } });
  assert.deepEqual(
    seen.Items.map(({ ID }) => ID),
    [toFirst],
  );
  const theirs = (await supplier.ok("LineItems.List", { path: incoming(toFirst) })).Items;
  assert.deepEqual(
    theirs.map((line) => line.IncomingOrderID),
    [null, null],
  );
  assert.equal((await supplier.refused("Orders.Get", { path: all("o1") })).status, 404);
  assert.equal((await shopper.refused("Orders.Get", { path: all(toFirst) })).status, 404);
});

test("only the seller finds orders and lines by the order on the other side", async (t) => {
  const { seller, shopper, supplier, toFirst } = await forwarded(t);
  const guess = { IncomingOrderID: "o1" } as { search?: string };
  const count = async (client: typeof seller, orderID: string, query: typeof guess) =>
    (await client.ok("LineItems.List", { path: all(orderID), query })).Meta.TotalCount;
  assert.deepEqual([await count(seller, toFirst, guess), await count(supplier, toFirst, guess)], [2, 0]);
  const across = await supplier.ok("LineItems.ListAcrossOrders", { path: { direction: "Incoming" }, query: guess });
  assert.equal(across.Meta.TotalCount, 0);
  const query = { "LineItems.IncomingOrderID": "o1" } as object as typeof guess;
  const orders = async (client: typeof seller) =>
    (await client.ok("Orders.List", { path: { direction: "All" }, query })).Meta.TotalCount;
  assert.deepEqual([await orders(seller), await orders(supplier)], [2, 0]);
  const linked = { OutgoingOrderID: toFirst } as { search?: string };
  assert.deepEqual([await count(seller, "o1", linked), await count(shopper, "o1", linked)], [2, 0]);
});

test("lines go to their supplier once, also when several forward the order at the same time", async (t) => {
  const own = await supplied(t);
  await openOrder(own, "o1", ["a", "c", "own"]);
  const results = await Promise.all([1, 2, 3].map(() => own.seller.ok("Orders.Forward", { path: incoming("o1") })));
  assert.deepEqual(results.map((one) => one.OutgoingOrders?.length).sort(), [0, 0, 2]);
  for (const one of results) assert.deepEqual(one.RemainingLineItemIDs, ["own"]);
  const made = await own.seller.ok("Orders.List", { path: { direction: "Outgoing" } });
  assert.equal(made.Meta.TotalCount, 2);
});

test("splitting leaves the orders to suppliers unsubmitted, to be changed and submitted, and takes no stock again", async (t) => {
  const own = await supplied(t);
  const { seller } = own;
  await own.product("counted", {
    DefaultSupplierID: "s1",
    Inventory: { Enabled: true, QuantityAvailable: 5 } as never,
  });
  await openOrder(own, "o1", ["counted"], 3);
  const left = async () =>
    (await seller.ok("Products.Get", { path: { productID: "counted" } })).Inventory?.QuantityAvailable;
  assert.equal(await left(), 2);
  const { OutgoingOrders } = await seller.ok("Orders.Split", { path: incoming("o1") });
  const [order] = OutgoingOrders ?? [];
  assert.deepEqual([order?.Status, order?.IsSubmitted, order?.DateSubmitted], ["Unsubmitted", false, null]);
  const supplier = await newCaller(own, { supplier: "s1" }, ["OrderAdmin"]);
  assert.equal((await supplier.refused("Orders.Get", { path: incoming(String(order?.ID)) })).status, 404);
  const path = outgoing(String(order?.ID));
  await seller.ok("LineItems.Patch", { path: { ...path, lineItemID: "counted" }, body: { UnitPrice: 4 } });
  const submitted = await seller.ok("Orders.Submit", { path });
  assert.deepEqual([submitted.Status, submitted.Total], ["Open", 12]);
  assert.equal(await left(), 2);
  await seller.ok("LineItems.Patch", { path: { ...path, lineItemID: "counted" }, body: { Quantity: 1 } });
  assert.equal(await left(), 2);
  assert.equal((await supplier.ok("Orders.Get", { path: incoming(String(order?.ID)) })).Total, 4);
});

test("a supplier's price for a product is what the marketplace pays, else the product's own, and never what a buyer's line was given by hand", async (t) => {
  const own = await supplied(t);
  const { seller } = own;
  await seller.ok("PriceSchedules.Create", {
    body: {
      ID: "cost",
      Name: "cost",
      PriceBreaks: [
        { Quantity: 1, Price: 6 },
        { Quantity: 2, Price: 5 },
      ],
    },
  });
  await seller.ok("Products.SaveSupplier", {
    path: { productID: "a", supplierID: "s1" },
    query: { defaultPriceScheduleID: "cost" },
  });
  await own.product("assigned", { DefaultSupplierID: "s1" }, null);
  await seller.ok("PriceSchedules.Create", {
    body: { ID: "retail", Name: "retail", PriceBreaks: [{ Quantity: 1, Price: 9 }] },
  });
  await seller.ok("Products.SaveAssignment", {
    body: { ProductID: "assigned", BuyerID: "acme", PriceScheduleID: "retail" },
  });
  await openOrder(own, "o1", ["a", "b", "assigned"]);
  const byHand = { ...all("o1"), lineItemID: "b" };
  await seller.ok("LineItems.Patch", { path: byHand, body: { UnitPrice: 99 } });
  const { OutgoingOrders } = await seller.ok("Orders.Forward", { path: all("o1") });
  const [order] = OutgoingOrders ?? [];
  const { Items } = await seller.ok("LineItems.List", { path: outgoing(String(order?.ID)) });
  assert.deepEqual(
    Items.map((line) => [line.ID, line.UnitPrice, line.LineSubtotal, line.PriceScheduleID, line.PriceOverridden]),
    [
      ["a", 5, 10, "cost", false],
      ["b", 10, 20, "b-price", false],
      ["assigned", 9, 18, null, false],
    ],
  );
  assert.deepEqual([order?.Subtotal, order?.PromotionDiscount, order?.Total], [48, 0, 48]);
});

test("only sellers split, only incoming orders that are open, and each refusal says which", async (t) => {
  const own = await supplied(t);
  const { seller, shopper } = own;
  await openOrder(own, "o1", ["a"]);
  for (const operation of ["Orders.Split", "Orders.Forward"] as const) {
    const buyer = await newCaller(own, { buyer: "acme" }, ["OrderAdmin"]);
    const supplier = await newCaller(own, { supplier: "s1" });
    for (const caller of [buyer, supplier]) {
      const { status, code } = await caller.refused(operation, { path: incoming("o1") });
      assert.deepEqual([status, code], [403, "Order.CannotSplitWrongUserType"]);
    }
    assert.equal((await seller.refused(operation, { path: outgoing("o1") })).code, "Order.CannotSplitOutgoing");
    await shopper.ok("Orders.Create", { path: { direction: "Outgoing" }, body: { ID: operation.replace(".", "-") } });
    const bad = await seller.refused(operation, { path: all(operation.replace(".", "-")) });
    assert.deepEqual(
      [bad.status, bad.code, bad.data],
      [400, "Order.CannotSplitBadStatus", { OrderID: operation.replace(".", "-"), Status: "Unsubmitted" }],
    );
    assert.equal((await seller.refused(operation, { path: incoming("nothing") })).status, 404);
  }
  await seller.ok("Suppliers.SaveBuyer", { path: { supplierID: "s1", buyerID: "acme" } });
  await shopper.ok("Orders.Create", { path: { direction: "Outgoing" }, body: { ID: "direct", ToCompanyID: "s1" } });
  await shopper.ok("LineItems.Create", { path: outgoing("direct"), body: { ProductID: "a" } });
  assert.equal((await shopper.ok("Orders.Submit", { path: outgoing("direct") })).ToCompanyID, "s1");
  assert.equal((await seller.refused("Orders.Forward", { path: all("direct") })).code, "Order.CannotSplitOutgoing");
  await seller.ok("Suppliers.Patch", { path: { supplierID: "s1" }, body: { Active: false } });
  const none = await seller.ok("Orders.Forward", { path: incoming("o1") });
  assert.deepEqual([none.OutgoingOrders, none.RemainingLineItemIDs], [[], ["a"]]);
});

test("renames and removals of lines and orders keep the two sides of a forward together, or let them go", async (t) => {
  const own = await supplied(t);
  const { seller } = own;
  await openOrder(own, "o1", ["a", "b"]);
  const { OutgoingOrders } = await seller.ok("Orders.Forward", { path: incoming("o1") });
  await seller.ok("Orders.Patch", { path: outgoing(String(OutgoingOrders?.[0]?.ID)), body: { ID: "o1-s1" } });
  await seller.ok("Orders.Patch", { path: incoming("o1"), body: { ID: "o2" } });
  await seller.ok("LineItems.Patch", { path: { ...incoming("o2"), lineItemID: "a" }, body: { ID: "A1" } });
  const sides = async () => {
    const of = async (orderID: string) =>
      (await seller.ok("LineItems.List", { path: all(orderID), query: { sortBy: "ID" } })).Items;
    return [
      (await of("o2")).map((line) => [line.ID, line.OutgoingOrderID]),
      (await of("o1-s1")).map((line) => [line.ID, line.IncomingOrderID]),
    ];
  };
  assert.deepEqual(await sides(), [
    [
      ["A1", "o1-s1"],
      ["b", "o1-s1"],
    ],
    [
      ["A1", "o2"],
      ["b", "o2"],
    ],
  ]);
  const refused = await seller.refused("Orders.Delete", { path: incoming("o2") });
  assert.deepEqual([refused.status, refused.code], [400, "Order.CannotDeleteForwardedOrder"]);

  await seller.ok("LineItems.Delete", { path: { ...outgoing("o1-s1"), lineItemID: "b" } });
  assert.deepEqual((await sides())[0], [
    ["A1", "o1-s1"],
    ["b", null],
  ]);
  const supplier = await newCaller(own, { supplier: "s1" });
  await supplier.ok("Orders.Ship", { path: incoming("o1-s1"), body: {} });
  const shipped = async () =>
    (await seller.ok("LineItems.Get", { path: { ...incoming("o2"), lineItemID: "A1" } })).QuantityShipped;
  assert.equal(await shipped(), 2);
  await seller.ok("Orders.Delete", { path: outgoing("o1-s1") });
  assert.equal(await shipped(), 0);
  const again = await seller.ok("Orders.Forward", { path: incoming("o2") });
  assert.equal(again.OutgoingOrders?.[0]?.LineItemCount, 2);
});

test("LastUpdated of an order moves when the order on the other side of a forward gets another ID, or goes with its user", async (t) => {
  const own = await supplied(t);
  const { seller } = own;
  await openOrder(own, "o1", ["a"]);
  const clerk = await callerFor(own, {}, await addUser(own, {}, "clerk"));
  const updated = async (orderID: string) => (await seller.ok("Orders.Get", { path: all(orderID) })).LastUpdated ?? "";
  let before = await updated("o1");
  const moves = async (orderID: string): Promise<boolean> => {
    const [then, now] = [before, await updated(orderID)];
    before = now;
    return now > then;
  };

  const { OutgoingOrders } = await clerk.ok("Orders.Split", { path: incoming("o1") });
  assert.ok(await moves("o1"), "split");
  await seller.ok("Orders.Patch", { path: outgoing(String(OutgoingOrders?.[0]?.ID)), body: { ID: "f1" } });
  assert.ok(await moves("o1"), "the other side has another ID");
  before = await updated("f1");
  await seller.ok("Orders.Patch", { path: incoming("o1"), body: { ID: "o2" } });
  assert.ok(await moves("f1"), "so has this one");
  before = await updated("o2");
  await seller.ok("AdminUsers.Delete", { path: { userID: "clerk" } });
  assert.equal((await seller.ok("LineItems.Get", { path: { ...all("o2"), lineItemID: "a" } })).OutgoingOrderID, null);
  assert.ok(await moves("o2"), "the other side went with its user");
});

test("the marketplace orders from a supplier what it sells, at its price, and at any price where there is none", async (t) => {
  const own = await supplied(t);
  const { seller } = own;
  await own.product("priceless", { DefaultSupplierID: "s1" }, null);
  await seller.ok("Orders.Create", { path: { direction: "Outgoing" }, body: { ID: "purchase", ToCompanyID: "s1" } });
  const path = outgoing("purchase");
  assert.equal((await seller.ok("LineItems.Create", { path, body: { ProductID: "a", Quantity: 3 } })).LineTotal, 30);
  const bare = await seller.ok("LineItems.Create", { path, body: { ID: "p", ProductID: "priceless", Quantity: 2 } });
  assert.deepEqual([bare.UnitPrice, bare.LineTotal], [0, 0]);
  await seller.ok("LineItems.Patch", { path: { ...path, lineItemID: "p" }, body: { UnitPrice: 7 } });
  assert.equal(
    (await seller.refused("LineItems.Create", { path, body: { ProductID: "c" } })).code,
    "LineItem.ProductNotAvailableFromSeller",
  );
  const order = await seller.ok("Orders.Submit", { path });
  assert.deepEqual([order.Status, order.Total], ["Open", 44]);
});
