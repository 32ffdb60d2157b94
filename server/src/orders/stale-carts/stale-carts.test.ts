import assert from "node:assert/strict";
import { test } from "node:test";
import { beginFollowing, inMarketplace, type Shop, shop, TestClient, testServer, until } from "@orderwell/testing";
import { sql } from "../../platform/db/sql.ts";
import { staleCarts } from "./carts.store.ts";
import { type CartDays, cartsAtOnce, purgeCarts } from "./purge.ts";

const usual: CartDays = { empty: 1, anonymous: 7, other: 90 };

/** Does the nightly job for these marketplaces as if so many days had passed. */
async function night(owns: readonly Shop[], days: number, kept = usual): Promise<string[]> {
  const { app } = await testServer();
  const failures: string[] = [];
  await purgeCarts(
    {
      works: app.works,
      days: kept,
      marketplaces: async () => owns.map(({ id }) => id),
      log: (_, data) => failures.push(JSON.stringify(data)),
    },
    { now: new Date(Date.now() + days * 86_400_000) },
  ).catch((error: Error) => failures.push(error.message));
  return failures;
}

const at = (orderID: string) => ({ direction: "All", orderID });

async function cart(client: TestClient, id: string, ...lines: readonly string[]): Promise<void> {
  await client.ok("Orders.Create", { path: { direction: "Outgoing" }, body: { ID: id } });
  for (const ProductID of lines)
    await client.ok("LineItems.Create", { path: { ...at(id), direction: "Outgoing" }, body: { ProductID } });
}

async function left({ seller }: Shop): Promise<string[]> {
  const lists = await Promise.all(
    ["true", "false"].map((IsSubmitted) =>
      seller.ok("Orders.List", { path: { direction: "All" }, query: { IsSubmitted, pageSize: 100 } as never }),
    ),
  );
  return lists.flatMap(({ Items }) => Items.map(({ ID }) => ID ?? "")).sort();
}

/** A shop with an order of every kind. */
async function every(t: { readonly name: string }): Promise<Shop> {
  const own = await shop(t);
  await own.product("p");
  await own.product("dear", {}, { PriceBreaks: [{ Quantity: 1, Price: "1000" } as never] });
  await cart(own.shopper, "empty");
  await cart(own.shopper, "cart", "p");
  await cart(await own.anonymous("visitor"), "visitor", "p");
  await cart(await own.anonymous("visitor-empty"), "visitor-empty");
  await cart(own.shopper, "open", "p");
  await own.shopper.ok("Orders.Submit", { path: at("open") });
  await cart(own.shopper, "canceled", "p");
  await own.shopper.ok("Orders.Cancel", { path: at("canceled") });
  const buyer = { buyerID: "acme" };
  await own.seller.ok("UserGroups.Create", { path: buyer, body: { ID: "bosses", Name: "Bosses" } });
  const RuleExpression = "order.Total > 100";
  const rule = { ID: "r", Name: "R", ApprovingGroupID: "bosses", RuleExpression };
  await own.seller.ok("ApprovalRules.Create", { path: buyer, body: rule });
  await cart(own.shopper, "waiting", "dear");
  assert.equal((await own.shopper.ok("Orders.Submit", { path: at("waiting") })).Status, "AwaitingApproval");
  return own;
}

const never = ["canceled", "open", "waiting"];

test("orders that nobody submitted go after a day without lines, after 7 without account, else after 90; others never", async (t) => {
  const own = await every(t);
  const all = [...never, "empty", "cart", "visitor", "visitor-empty"].sort();
  for (const [days, expected] of [
    [0.9, all],
    [1.1, [...never, "cart", "visitor"]],
    [6.9, [...never, "cart", "visitor"]],
    [7.1, [...never, "cart"]],
    [89.9, [...never, "cart"]],
    [90.1, never],
    [9_000, never],
  ] as const) {
    assert.deepEqual(await night([own], days), []);
    assert.deepEqual(await left(own), [...expected].sort(), `after ${days} days`);
  }
});

test("a touch keeps an order for as long again, and kinds whose days are 0 stay", async (t) => {
  const own = await every(t);
  await inMarketplace(own, (db) =>
    db.run(sql`update purchase_order set date_created = date_created - interval '100 days',
      last_updated = last_updated - interval '100 days' where marketplace_id = ${own.id}`),
  );
  await own.shopper.ok("Orders.Patch", { path: at("cart"), body: { Comments: "Soon" } });
  await night([own], 0);
  assert.deepEqual(await left(own), [...never, "cart"].sort());
  await night([own], 1_000, { empty: 1, anonymous: 7, other: 0 });
  assert.deepEqual(await left(own), [...never, "cart"].sort());
});

test("an order to a supplier that lines of a submitted one were split off into stays however long, and can be submitted", async (t) => {
  const own = await shop(t);
  const { seller, shopper } = own;
  await seller.ok("Suppliers.Create", { body: { ID: "sup", Name: "Sup", Active: true } });
  await own.product("p", { DefaultSupplierID: "sup" });
  await cart(shopper, "o", "p");
  await shopper.ok("Orders.Submit", { path: at("o") });
  const incoming = { direction: "Incoming", orderID: "o" };
  const { OutgoingOrders } = await seller.ok("Orders.Split", { path: incoming });
  const split = String(OutgoingOrders?.[0]?.ID);
  await cart(shopper, "cart", "p");
  assert.deepEqual(await night([own], 9_000), []);
  assert.deepEqual(await left(own), ["o", split].sort());
  const [line] = (await seller.ok("LineItems.List", { path: incoming })).Items;
  assert.equal(line?.OutgoingOrderID, split);
  assert.equal((await seller.ok("Orders.Submit", { path: { direction: "Outgoing", orderID: split } })).Status, "Open");
});

test("an order to a supplier that nothing was split off into goes as those of buyers do", async (t) => {
  const own = await shop(t);
  const { seller } = own;
  await seller.ok("Suppliers.Create", { body: { ID: "sup", Name: "Sup", Active: true } });
  await own.product("p", { DefaultSupplierID: "sup" });
  const path = { direction: "Outgoing" };
  for (const ID of ["empty", "draft"]) await seller.ok("Orders.Create", { path, body: { ID, ToCompanyID: "sup" } });
  await seller.ok("LineItems.Create", { path: { ...path, orderID: "draft" }, body: { ProductID: "p" } });
  await night([own], 2);
  assert.deepEqual(await left(own), ["draft"]);
  await night([own], 91);
  assert.deepEqual(await left(own), []);
});

test("whoever follows changes is told of the deletion of an order that nobody touched, as if a user had deleted it", async (t) => {
  const own = await shop(t);
  await own.product("p");
  await cart(own.shopper, "cart", "p");
  const after = await beginFollowing(own.seller);
  await night([own], 100);
  const told = async () =>
    (await own.seller.ok("Changes.List", { query: { after } })).Items.filter(
      ({ Resource }) => Resource === "Orders",
    ).map(({ Kind, IDs }) => ({ Kind, IDs }));
  // Transactions that began before hold back what is told.
  await until(async () => (await told()).length > 0, "nothing is told");
  assert.deepEqual(await told(), [{ Kind: "Deleted", IDs: { orderID: "cart" } }]);
});

test("two who do it at once delete each of very many orders, and a marketplace that fails holds up no other", async (t) => {
  const [many, few, gone] = [await shop(t), await shop(t), await shop(t)];
  await few.product("p");
  await cart(few.shopper, "cart", "p");
  await cart(many.shopper, "c");
  const copies = 3 * cartsAtOnce;
  await inMarketplace(many, (db) =>
    db.run(sql`insert into purchase_order (marketplace_id, id, buyer_id, from_user_key, from_user_id, from_user,
        date_created, last_updated)
      select marketplace_id, 'c' || g, buyer_id, from_user_key, from_user_id, from_user, date_created, last_updated
      from purchase_order, generate_series(1, ${copies}) g where marketplace_id = ${many.id}`),
  );
  const failing = { ...gone, id: "no'such\u0000marketplace" };
  const [first, second] = await Promise.all([night([failing, many, few], 100), night([many, few], 100)]);
  assert.deepEqual(second, []);
  assert.equal(first.length, 2, first.join());
  assert.deepEqual([await left(many), await left(few)], [[], []]);
});

test("an order that somebody is at is left to them until the next night", async (t) => {
  const own = await shop(t);
  await cart(own.shopper, "cart");
  await inMarketplace(own, async (db) => {
    await db.row(sql`select 1 from purchase_order where marketplace_id = ${own.id} and id = 'cart' for update`);
    assert.deepEqual(await night([own], 2), []);
  });
  assert.deepEqual(await left(own), ["cart"]);
  await night([own], 2);
  assert.deepEqual(await left(own), []);
});

test("a night looks at unsubmitted orders alone, by an index", async (t) => {
  const own = await shop(t);
  const now = new Date();
  const found = { marketplaceId: own.id, after: { id: "a", created: now.toISOString() }, limit: cartsAtOnce };
  const statement = staleCarts({ empty: now, anonymous: now, other: now }, found);
  const plan = await inMarketplace(own, async (db) => {
    await db.run(sql`set local enable_seqscan = off`);
    return db.rows<Record<string, string>>(sql`explain ${statement}`);
  });
  assert.match(JSON.stringify(plan), /purchase_order_unsubmitted/);
});

test("what invitations to a cart opened ends in the night in which it goes", async (t) => {
  const own = await shop(t);
  await cart(own.shopper, "cart");
  const ExpirationDate = new Date(Date.now() + 7 * 86_400_000).toISOString();
  const { ID } = await own.shopper.ok("Me.CreateGroupOrderInvitation", { body: { OrderID: "cart", ExpirationDate } });
  const token = await own.shopper.ok("GroupOrders.GetToken", { path: { invitationID: ID } });
  const guest = new TestClient(own.baseUrl, String(token.access_token));
  await guest.ok("Me.ListProducts");
  assert.deepEqual(await night([own], 2), []);
  assert.equal((await guest.refused("Me.ListProducts")).status, 401);
});
