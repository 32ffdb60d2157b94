import assert from "node:assert/strict";
import { test } from "node:test";
import {
  addUser,
  callerFor,
  inMarketplace,
  newCaller,
  recordStatements,
  secondProcess,
  shop,
  TestClient,
  testServer,
} from "@orderwell/testing";
import { together } from "../platform/crud/part-table.ts";
import { Json } from "../platform/db/json.ts";
import { compile, sql } from "../platform/db/sql.ts";
import { parseJson } from "../platform/json/parse-json.ts";
import { systemActor } from "../platform/work/actor.ts";
import { open } from "./aggregate/open.store.ts";
import type { OrderHead } from "./aggregate/order-row.store.ts";
import { type OrderPayment, paymentRows } from "./aggregate/payment-row.store.ts";
import { inDirection, isInDirection, isVisibleTo, visibleTo } from "./aggregate/visibility.store.ts";
import { storedOrder } from "./aggregate/which.store.ts";

const outgoing = { direction: "Outgoing" };

/** A shop with an order of two lines and a payment, all of it written by this process, and what its next write costs. */
async function written(t: Parameters<typeof shop>[0] & { after(clean: () => unknown): unknown }) {
  const own = await shop(t);
  const { seller } = own;
  const shopper = await newCaller(own, { buyer: "acme" }, ["Shopper", "AddressReader"]);
  for (const id of ["p", "q"]) await own.product(id);
  const path = { ...outgoing, orderID: "o" };
  await shopper.ok("Orders.Create", { path: outgoing, body: { ID: "o" } });
  for (const ProductID of ["p", "q"])
    await shopper.ok("LineItems.Create", { path, body: { ID: ProductID, ProductID } });
  await shopper.ok("Payments.Create", { path, body: { ID: "pay", Type: "PurchaseOrder" } });
  const sent = recordStatements(t, own.id);
  const second = await secondProcess(t);
  let comments = 0;
  /** Writes the order, whose reply must be what is read of it then; tells how often that waited for the database. */
  const write = async (client = shopper): Promise<number> => {
    const body = { Comments: `Comment ${++comments}` };
    const { given: reply, transactions } = await sent.during(() => client.ok("Orders.Patch", { path, body }));
    const trips = transactions
      .filter(({ statements }) => statements.some((text) => /(update|from) purchase_order/.test(text)))
      .reduce((sum, one) => sum + one.trips, 0);
    // The other process holds nothing of it.
    for (const reader of [client, new TestClient(second, client.token)])
      assert.deepEqual(reply, await reader.ok("Orders.Get", { path }));
    return trips;
  };
  assert.equal(await write(), 1);
  return { own, seller, shopper, path, write, sent };
}

test("an order that a process has just written is written again in one trip, with the reply that is read of it then", async (t) => {
  const { shopper, path, write } = await written(t);
  const xp = { b: 1.5, "10": [{}], a: "ä\u2028" };
  await shopper.ok("Orders.Patch", { path, body: { xp, ShippingAddressID: null, Gratuity: 1.25 } as never });
  await shopper.ok("LineItems.Patch", { path: { ...path, lineItemID: "p" }, body: { xp, Quantity: 3 } as never });
  assert.equal(await write(), 1);
  await shopper.ok("LineItems.Delete", { path: { ...path, lineItemID: "q" } });
  assert.equal(await write(), 1);
  assert.deepEqual((await shopper.ok("LineItems.Get", { path: { ...path, lineItemID: "p" } })).xp, xp);
  const { xp: kept, Gratuity, LineItemCount } = await shopper.ok("Orders.Get", { path });
  assert.deepEqual([JSON.stringify(kept), Gratuity, LineItemCount], [JSON.stringify(xp), 1.25, 1]);
});

test("whatever else writes a row of an order, its next write is done as that left it", async (t) => {
  const keys = { purchase_order: "id", line_item: "order_id", payment: "order_id" };
  for (const [table, column] of Object.entries(keys)) {
    const { own, write } = await written(t);
    await inMarketplace(own, (db) =>
      db.run(sql`update ${sql.table(table)} set xp = '{"Written":"elsewhere"}' where ${sql.ref(column)} = 'o'
        and marketplace_id = ${own.id}`),
    );
    assert.ok((await write()) > 1, table);
  }
});

test("an order that a process holds is shown as whatever else wrote its row has left it, and where its lines go", async (t) => {
  const { own, shopper, path, write, sent } = await written(t);
  const read = async () => {
    const { given: order, transactions } = await sent.during(() => shopper.ok("Orders.Get", { path }));
    const texts = transactions
      .flatMap(({ statements }) => statements)
      .filter((text) => text.includes("from purchase_order"));
    return { order, isHeld: !texts.some((text) => text.includes("shipping_cost")), looks: texts.length };
  };
  assert.equal((await read()).isHeld, true);
  await inMarketplace(own, (db) =>
    db.run(sql`update purchase_order set xp = '{"Written":"elsewhere"}' where id = 'o' and marketplace_id = ${own.id}`),
  );
  const { order, isHeld, looks } = await read();
  assert.deepEqual([order.xp, isHeld, looks], [{ Written: "elsewhere" }, false, 2]);
  // Whoever reads it over and over loses that once.
  assert.equal((await read()).looks, 1);

  const { seller } = own;
  const address = { ID: "home", Street1: "1 Main St", City: "Austin", State: "TX", Zip: "73301", Country: "US" };
  await seller.ok("Addresses.Create", { path: { buyerID: "acme" }, body: address });
  const assignment = { AddressID: "home", IsBilling: true, IsShipping: true };
  await seller.ok("Addresses.SaveAssignment", { path: { buyerID: "acme" }, body: assignment });
  await shopper.ok("Orders.Patch", { path, body: { ShippingAddressID: "home" } });
  await write();
  assert.equal((await read()).order.ShippingAddressID, "home");
  await inMarketplace(own, (db) =>
    db.run(sql`update line_item set shipping_address_id = null
      where order_id = 'o' and id = 'p' and marketplace_id = ${own.id}`),
  );
  assert.equal((await read()).order.ShippingAddressID, null);
});

test("what an order names may be renamed and deleted between its writes", async (t) => {
  const { seller, shopper, path, write, own } = await written(t);
  const line = { ...path, lineItemID: "p" };
  await seller.ok("CostCenters.Create", { path: { buyerID: "acme" }, body: { ID: "cc", Name: "CC" } });
  await seller.ok("CostCenters.SaveAssignment", { path: { buyerID: "acme" }, body: { CostCenterID: "cc" } });
  const address = { ID: "home", Street1: "1 Main St", City: "Austin", State: "TX", Zip: "73301", Country: "US" };
  await seller.ok("Addresses.Create", { path: { buyerID: "acme" }, body: address });
  const assignment = { AddressID: "home", IsBilling: true, IsShipping: true };
  await seller.ok("Addresses.SaveAssignment", { path: { buyerID: "acme" }, body: assignment });
  await shopper.ok("Orders.Patch", { path, body: { BillingAddressID: "home", ShippingAddressID: "home" } });
  await shopper.ok("LineItems.Patch", { path: line, body: { CostCenter: "cc" } });

  await seller.ok("Products.Patch", { path: { productID: "p" }, body: { ID: "p2" } });
  await shopper.ok("LineItems.Patch", { path: line, body: { Quantity: 2 } });
  assert.equal((await shopper.ok("LineItems.Get", { path: line })).ProductID, "p2");

  await seller.ok("Addresses.Patch", { path: { buyerID: "acme", addressID: "home" }, body: { ID: "house" } });
  await write();
  const { BillingAddressID, ShippingAddressID } = await shopper.ok("Orders.Get", { path });
  assert.deepEqual([BillingAddressID, ShippingAddressID], ["house", "house"]);

  await seller.ok("Buyers.Patch", { path: { buyerID: "acme" }, body: { ID: "acme2" } });
  const moved = new TestClient(own.baseUrl, shopper.token);
  await write(moved);
  assert.equal((await moved.ok("Orders.Get", { path })).FromCompanyID, "acme2");

  await seller.ok("Products.Delete", { path: { productID: "q" } });
  await moved.ok("LineItems.Patch", { path: { ...path, lineItemID: "p" }, body: { Quantity: 4 } });
  await write(moved);

  await seller.ok("Orders.Patch", { path: { direction: "Incoming", orderID: "o" }, body: { ID: "renamed" } });
  assert.equal((await moved.refused("Orders.Patch", { path, body: { Comments: "Lost" } })).status, 404);
  await seller.ok("Orders.Delete", { path: { direction: "Incoming", orderID: "renamed" } });
  const gone = { path: { ...path, orderID: "renamed" }, body: { ProductID: "p2" } };
  assert.equal((await moved.refused("LineItems.Create", gone)).status, 404);
});

test("a cart is written through two processes in turns, and at once, and nothing is lost", async (t) => {
  const own = await shop(t);
  for (const id of ["a", "b"]) await own.product(id);
  const second = await secondProcess(t);
  const visitor = await own.anonymous("cart-of-two");
  const [here, there] = [visitor, new TestClient(second, visitor.token)];
  let expected = 0;
  for (let round = 0; round < 4; round++)
    for (const client of [here, there, here]) {
      await client.ok("Cart.CreateLineItem", { body: { ProductID: "a" } });
      await client.ok("Cart.Patch", { body: { Comments: `Line ${++expected}` } });
      const { LineItemCount, Comments, Total } = await (client === here ? there : here).ok("Cart.Get");
      assert.deepEqual([LineItemCount, Comments, Total], [expected, `Line ${expected}`, 10 * expected]);
    }
  await Promise.all(
    [here, there, here, there, here, there].map((client) =>
      client.ok("Cart.CreateLineItem", { body: { ProductID: "b" } }),
    ),
  );
  const { LineItemCount, Total } = await here.ok("Cart.Get");
  assert.deepEqual([LineItemCount, Total], [expected + 6, 10 * (expected + 6)]);
  await there.ok("Cart.CreatePayment", { body: { Type: "PurchaseOrder" } });
  await there.ok("Cart.Submit");
  assert.equal(
    (
      await here.refused("Cart.SetBillingAddress", {
        body: { Street1: "1", City: "C", State: "S", Zip: "1", Country: "US" },
      })
    ).status,
    404,
  );
});

test("what was read of an order is not put together with what was held of it before another process wrote it", async (t) => {
  const own = await shop(t);
  await own.product("a");
  await own.seller.ok("Promotions.Create", {
    body: {
      ID: "one",
      Code: "one",
      Active: true,
      EligibleExpression: "true",
      ValueExpression: "1",
      AllowAllBuyers: true,
    } as never,
  });
  const visitor = await own.anonymous("promoted");
  const [here, there] = [visitor, new TestClient(await secondProcess(t), visitor.token)];
  await here.ok("Cart.CreateLineItem", { body: { ProductID: "a" } });
  await here.accepted("Cart.AddPromotion", { path: { promoCode: "one" } });
  await there.ok("Cart.CreatePayment", { body: { ID: "theirs", Type: "PurchaseOrder", Amount: 4 } });
  // With promotions on it, those are read, along with lines.
  await here.ok("Cart.RefreshPromotions");
  const rest = await here.ok("Cart.CreatePayment", { body: { ID: "rest", Type: "PurchaseOrder" } });
  assert.equal(rest.Amount, 5);
});

test("who may not write an order does not, whatever the process holds of it", async (t) => {
  const { own, seller, shopper, path, write } = await written(t);
  await seller.ok("Buyers.Create", { body: { ID: "other", Name: "Other", Active: true } });
  const body = { Comments: "Not theirs" };
  for (const [client, direction] of [
    [await own.colleague("Shopper"), "Outgoing"],
    [await own.colleague("OrderAdmin"), "Outgoing"],
    [await newCaller(own, { buyer: "other" }, ["FullAccess"]), "Outgoing"],
    [await own.anonymous("o"), "Outgoing"],
    [shopper, "Incoming"],
    [seller, "Outgoing"],
  ] as const) {
    const refused = await client.refused("Orders.Patch", { path: { ...path, direction }, body });
    assert.equal(refused.status, 404);
  }
  assert.equal(await write(), 1, "it is still held");
  await seller.ok("Orders.Patch", { path: { ...path, direction: "Incoming" }, body: { Comments: "The seller's" } });
  assert.equal(await write(), 1);
});

test("who moved to another buyer finds their orders there, and no more where they were", async (t) => {
  const own = await shop(t);
  const { seller } = own;
  await seller.ok("Buyers.Create", { body: { ID: "other", Name: "Other", Active: true, DefaultCatalogID: "acme" } });
  const userID = "mover";
  const { key, username } = await addUser(own, { buyer: "acme" }, userID);
  const shopper = await callerFor(own, { buyer: "acme" }, { key, username }, { roles: ["Shopper"] });
  for (const ID of ["first", "second"]) await shopper.ok("Orders.Create", { path: outgoing, body: { ID } });
  await shopper.ok("Cart.Patch", { body: { Comments: "The newest" } });
  await seller.ok("Users.Move", { path: { buyerID: "acme", userID, newBuyerID: "other" }, query: { orders: "All" } });
  assert.equal((await shopper.refused("Cart.Patch", { body: { Comments: "By the former" } })).status, 401);
  const moved = await callerFor(own, { buyer: "other" }, { key, username }, { roles: ["Shopper"], cver: 1 });
  const cart = await moved.ok("Cart.Patch", { body: { Comments: "Moved" } });
  assert.deepEqual([cart.ID, cart.FromCompanyID], ["second", "other"]);
  assert.deepEqual(await moved.ok("Cart.Get"), cart);
});

test("the cart is the one that was chosen, else the newest, whichever order was written last", async (t) => {
  const { shopper, path } = await written(t);
  await shopper.ok("Orders.Create", { path: outgoing, body: { ID: "newer" } });
  await shopper.ok("Orders.Patch", { path, body: { Comments: "Written last" } });
  const written1 = await shopper.ok("Cart.Patch", { body: { Comments: "The cart" } });
  assert.equal(written1.ID, "newer");
  await shopper.ok("Cart.SetActiveCart", { path: { orderID: "o" } });
  assert.equal((await shopper.ok("Cart.Patch", { body: { Comments: "The cart" } })).ID, "o");
  await shopper.ok("Orders.Patch", { path: { ...path, orderID: "newer" }, body: { Comments: "Written last" } });
  assert.equal((await shopper.ok("Cart.Patch", { body: { Comments: "The cart" } })).ID, "o");
});

test("a write that is refused, or fails, leaves what is held as the order is", async (t) => {
  const { shopper, path, write, own } = await written(t);
  const missing = { path, body: { ProductID: "nowhere" } };
  assert.equal((await shopper.refused("LineItems.Create", missing)).status, 404);
  assert.equal(await write(), 1);
  const taken = { path, body: { ID: "pay", Type: "PurchaseOrder" } } as const;
  assert.equal((await shopper.refused("Payments.Create", taken)).status, 409);
  assert.equal(await write(), 1);
  const { heldOrders, tenants } = (await testServer()).app.services;
  const failed = tenants.transaction(own.id, "write", async (db) => {
    const held = heldOrders.find(db, { id: "o", userKey: 0, is: () => true });
    assert.ok(held);
    heldOrders.take(db, () => {}, held);
    throw new Error("given up");
  });
  await assert.rejects(failed, /given up/);
  assert.ok((await write()) > 1, "what a failed work had taken is read");
});

test("an order that was opened to be written, and was not, is held as before", async (t) => {
  const { write, own, sent } = await written(t);
  const { works } = (await testServer()).app;
  const which = { ...storedOrder("o"), held: { id: "o", userKey: 0, is: () => true } };
  const look = () =>
    works.run(own.id, systemActor("test", "shopper"), "write", (work) => open(work, which, { lock: true }));
  for (let times = 0; times < 2; times++) {
    const { given, transactions } = await sent.during(look);
    assert.equal(given?.head.ID, "o");
    assert.deepEqual(
      transactions.map(({ statements }) => statements.some((text) => text.includes("as they were held"))),
      [true],
    );
  }
  assert.equal(await write(), 1);
});

test("the conditions of what is held are those of the database, for every kind of caller", async (t) => {
  const own = await shop(t);
  const heads = ["acme", "other", null].flatMap((buyer_id) =>
    ["sup", "another", null].flatMap((supplier_id) =>
      [7, 8].flatMap((from_user_key) =>
        ["guest", null].flatMap((anonymous_id) =>
          [true, false].map(
            (IsSubmitted) => ({ buyer_id, supplier_id, from_user_key, anonymous_id, IsSubmitted }) as OrderHead,
          ),
        ),
      ),
    ),
  );
  const roles = ["OrderAdmin", "OrderReader"];
  const callers = [
    ["Buyer", "acme"],
    ["Supplier", "sup"],
    ["Seller", own.id],
  ].flatMap(([userType, companyId]) =>
    [[], ["OrderReader"], ["UnsubmittedOrderReader"], ["OrderAdmin", "UnsubmittedOrderReader"], ["FullAccess"]].flatMap(
      (held) =>
        [
          [null, null],
          ["guest", null],
          [null, "invitation"],
        ].map(([anonymousOrderId, invitationId]) => ({
          userType: userType as "Buyer",
          companyId: companyId as string,
          userKey: 7,
          anonymousOrderId: anonymousOrderId as string | null,
          invitationId: invitationId as string | null,
          roles: new Set(held),
        })),
    ),
  );
  const rows = JSON.stringify(
    heads.map(({ IsSubmitted, ...head }, number) => ({ ...head, is_submitted: IsSubmitted, number })),
  );
  for (const caller of callers)
    for (const direction of ["Incoming", "Outgoing", "All"] as const) {
      const found = await inMarketplace(own, (db) =>
        db.rows<{ number: number }>(
          compile(sql`select t.number from json_to_recordset(${rows}::json) as t (number int, buyer_id text, supplier_id text,
              from_user_key bigint, anonymous_id text, is_submitted boolean)
            where ${inDirection(caller, direction)} and ${visibleTo(caller, roles)} order by t.number`),
        ),
      );
      const known = heads.flatMap((head, number) =>
        isInDirection(caller, direction, head) && isVisibleTo(caller, roles, head) ? [number] : [],
      );
      assert.deepEqual(
        known,
        found.map(({ number }) => number),
        JSON.stringify({ ...caller, roles: [...caller.roles], direction }),
      );
    }
});

test("a row that is held is what would be read of it, or is not held", async (t) => {
  const { own } = await written(t);
  const numbers = [
    "0",
    "-0",
    "0.0",
    "-0.00",
    "-0.50",
    "10",
    "1.50",
    "1e2",
    "+1",
    "01",
    ".5",
    "5.",
    "123456789012345678.01",
  ];
  const dates = [
    "2026-11-28T10:00:00+00:00",
    "2026-11-28T10:00:00.12+00:00",
    "2026-11-28T10:00:00.120+00:00",
    "2026-11-28T10:00:00Z",
  ];
  const values = [null, "text", 1.5, 12345678901234567890n, { b: 1, "2": [{ a: null }], "1": "\u2028" }, [], ""];
  const row = (given: Partial<OrderPayment>): OrderPayment => ({
    ID: "held",
    Type: "PurchaseOrder",
    DateCreated: dates[0] as string,
    CreditCardID: null,
    SpendingAccountID: null,
    Description: null,
    Currency: "USD",
    Amount: null,
    Accepted: true,
    OrderReturnID: null,
    xp: null,
    order_id: "o",
    debited: null,
    buyer_id: null,
    ...given,
  });
  const xps = values.map((value) =>
    typeof value === "bigint" ? parseJson(`{"long":${value}}`) : new Json(JSON.stringify(value)),
  );
  const given = [
    ...numbers.map((Amount) => row({ Amount })),
    ...dates.map((DateCreated) => row({ DateCreated })),
    ...xps.map((xp) => row({ xp: xp as never })),
  ];
  let told = 0;
  for (const payment of given) {
    const { tenants } = (await testServer()).app.services;
    await tenants
      .transaction(own.id, "write", async (db) => {
        for (const statement of together(paymentRows.difference(own.id, ["order_id", "o"], [], [payment])))
          await db.run(statement);
        const of = sql`from payment y where y.marketplace_id = ${own.id} and y.id = 'held'`;
        const read = await db.row(sql`select ${paymentRows.select("y")} ${of}`);
        const json = await db.row<{ value: Json }>(
          sql`select row_to_json(x) as value from (select ${paymentRows.json("y")} ${of}) x`,
        );
        const [row, part] = [paymentRows.readBack(payment, "row"), paymentRows.readBack(payment, "json")];
        if (row !== undefined) {
          told++;
          assert.deepEqual(texts(row), texts(read as object));
          assert.equal(JSON.stringify(part), JSON.stringify(json?.value.value));
        }
        throw new Error("undone");
      })
      .catch((error: Error) => {
        if (error.message !== "undone") throw error;
      });
  }
  assert.equal(told, given.length - 9, "all but those that are written otherwise");
});

const texts = (row: object) =>
  Object.entries(row).map(([name, value]) => [name, value instanceof Json ? value.text : value]);
