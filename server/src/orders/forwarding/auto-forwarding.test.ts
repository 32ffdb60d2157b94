import assert from "node:assert/strict";
import { before, test } from "node:test";
import {
  addUser,
  inMarketplace,
  newCaller,
  portalClient,
  type Shop,
  shop,
  startDeliveries,
  testServer,
  until,
} from "@orderwell/testing";
import { sql } from "../../platform/db/sql.ts";
import { autoForwarding } from "./auto-forwarding.ts";

before(async () => startDeliveries(autoForwarding((await testServer()).app.works)));

const url = (own: Shop) => `/portal/api/v1/organizations/${own.id}/autoforwarding`;

/** A shop whose orders of `auto` go to supplier `sup` by themselves, as its user `robot`. */
async function forwarding(t: { readonly name: string }): Promise<Shop> {
  const own = await shop(t);
  await own.seller.ok("Suppliers.Create", { body: { ID: "sup", Name: "Sup", Active: true } });
  await addUser(own, {}, "robot");
  const saved = await (await portalClient()).raw("PUT", url(own), { UserID: "ROBOT" });
  assert.deepEqual([saved.status, saved.body], [200, { UserID: "robot" }]);
  await own.product("auto", { DefaultSupplierID: "sup", AutoForward: true });
  await own.product("supplied", { DefaultSupplierID: "sup" });
  return own;
}

async function submit(own: Shop, orderID: string, products: readonly string[]): Promise<void> {
  const { shopper } = own;
  await shopper.ok("Orders.Create", { path: { direction: "Outgoing" }, body: { ID: orderID } });
  const path = { direction: "Outgoing", orderID };
  for (const ProductID of products) await shopper.ok("LineItems.Create", { path, body: { ID: ProductID, ProductID } });
  await shopper.ok("Orders.Submit", { path });
}

/** Orders to suppliers, once there are as many. */
const outgoing = (own: Shop, count: number) =>
  until(async () => {
    const { Items } = await own.seller.ok("Orders.List", {
      path: { direction: "Outgoing" },
      query: { sortBy: "DateCreated" },
    });
    return Items.length >= count && Items;
  }, `There are no ${count} orders`);

test("an open order with a product that asks for it is forwarded by itself, under whatever ID it has by then, and others are not", async (t) => {
  const own = await forwarding(t);
  await submit(own, "left", ["supplied"]);
  await submit(own, "o1", ["auto", "supplied"]);
  await own.seller.ok("Orders.Patch", { path: { direction: "Incoming", orderID: "o1" }, body: { ID: "o2" } });
  const [made] = await outgoing(own, 1);
  assert.deepEqual(
    [made?.ToCompanyID, made?.FromUserID, made?.Status, made?.LineItemCount],
    ["sup", "robot", "Open", 2],
  );
  const lines = (await own.seller.ok("LineItems.List", { path: { direction: "Incoming", orderID: "left" } })).Items;
  assert.equal(lines[0]?.OutgoingOrderID, null);
});

test("an order that waited for approval is forwarded once it is open", async (t) => {
  const own = await forwarding(t);
  const { seller, shopper } = own;
  await addUser(own, { buyer: "acme" }, "boss");
  await seller.ok("UserGroups.Create", { path: { buyerID: "acme" }, body: { ID: "bosses", Name: "Bosses" } });
  const manager = await newCaller(own, { buyer: "acme" }, ["Shopper"]);
  const me = await manager.ok("Me.Get");
  await seller.ok("UserGroups.SaveUserAssignment", {
    path: { buyerID: "acme" },
    body: { UserGroupID: "bosses", UserID: me.ID },
  });
  await seller.ok("ApprovalRules.Create", {
    path: { buyerID: "acme" },
    body: { ID: "all", ApprovingGroupID: "bosses", RuleExpression: "true" },
  });
  await submit(own, "o1", ["auto"]);
  const path = { direction: "Outgoing", orderID: "o1" };
  assert.equal((await shopper.ok("Orders.Get", { path })).Status, "AwaitingApproval");
  assert.equal((await manager.ok("Orders.Approve", { path, body: {} })).Status, "Open");
  assert.equal((await outgoing(own, 1)).length, 1);
});

test("only the marketplace's owner names who forwards, of its own users, and without one no product asks for it", async (t) => {
  const own = await forwarding(t);
  const portal = await portalClient();
  await addUser(own, { supplier: "sup" }, "theirs");
  for (const UserID of ["nobody", "theirs"]) {
    const { status, body } = await portal.raw("PUT", url(own), { UserID });
    assert.deepEqual([status, body.Errors[0].ErrorCode, body.Errors[0].Data.ObjectType], [404, "NotFound", "User"]);
  }
  assert.equal((await own.seller.raw("PUT", url(own), { UserID: "robot" })).status, 401);
  const path = { userID: "robot" };
  await own.seller.ok("AdminUsers.Patch", { path, body: { Active: false } });
  const product = { ID: "later", Name: "later", DefaultSupplierID: "sup", AutoForward: true };
  const refused = await own.seller.refused("Products.Create", { body: product });
  assert.equal(refused.code, "Seller.AutoForwardingUserRequired");
  await own.seller.ok("AdminUsers.Patch", { path, body: { Active: true } });
  await own.seller.ok("Products.Create", { body: product });
  assert.deepEqual((await portal.raw("PUT", url(own), { UserID: null })).body, { UserID: null });
  assert.deepEqual((await portal.raw("GET", url(own))).body, { UserID: null });
});

test("orders that fail, however many, hold up none that come after them, and have their turns again", async (t) => {
  const own = await forwarding(t);
  const robot = { userID: "robot" };
  const goesTo = async (orderID: string) =>
    (await own.seller.ok("LineItems.Get", { path: { direction: "Incoming", orderID, lineItemID: "auto" } }))
      .OutgoingOrderID;
  await own.seller.ok("AdminUsers.Patch", { path: robot, body: { Active: false } });
  await submit(own, "o1", ["auto"]);
  const tried = sql`select from order_to_forward where marketplace_id = ${own.id} and tried_at is not null`;
  await until(() => inMarketplace(own, async (db) => (await db.row(tried)) !== undefined), "o1 is not tried");
  // Orders to a supplier are never forwarded.
  await inMarketplace(own, async (db) => {
    await db.run(sql`insert into purchase_order (marketplace_id, id, supplier_id, status, is_submitted, from_user_key,
        from_user_id, from_user, date_created, last_updated)
      select ${own.id}, 'a' || n, 'sup', 'Open', true, 1, 'u', '{}', now(), now() from generate_series(1, 120) n`);
    await db.run(sql`insert into order_to_forward (marketplace_id, order_id)
      select ${own.id}, 'a' || n from generate_series(1, 120) n`);
  });
  await own.seller.ok("AdminUsers.Patch", { path: robot, body: { Active: true } });
  await submit(own, "o2", ["auto"]);
  for (const id of ["o2", "o1"]) await until(async () => (await goesTo(id)) !== null, `${id} is not forwarded`);
});
