import assert from "node:assert/strict";
import { test } from "node:test";
import { addUser, inMarketplace, newCaller, type Refusal, shop, waitedFor } from "@orderwell/testing";
import { sql } from "../../platform/db/sql.ts";

const path = { direction: "Outgoing", orderID: "o1" };

test("shipping cost and tax take roles to change, not to send back", async (t) => {
  const { shopper, seller, product } = await shop(t);
  await product("p");
  const refused = async (body: object) => (await shopper.refused("Orders.Create", { path, body })).code;
  assert.equal(await refused({ ShippingCost: 5 }), "Order.OverrideShippingPermission");
  assert.equal(await refused({ TaxCost: 5 }), "Order.OverrideTaxPermission");
  const created = await shopper.ok("Orders.Create", { path, body: { ID: "o1", Gratuity: 1.5, ShippingCost: 0 } });
  assert.deepEqual([created.Gratuity, created.Total], [1.5, 1.5]);
  await shopper.ok("LineItems.Create", { path, body: { ProductID: "p" } });
  const all = { ...path, direction: "All" };
  const priced = await seller.ok("Orders.Patch", { path: all, body: { ShippingCost: 4.005, TaxCost: 2 } });
  assert.deepEqual([priced.ShippingCost, priced.TaxCost, priced.Total], [4.01, 2, 17.51]);
  const back = await shopper.ok("Orders.Save", { path, body: { ...priced, Comments: "hi" } });
  assert.deepEqual([back.ShippingCost, back.Total, back.Comments], [4.01, 17.51, "hi"]);
  const kept = await shopper.ok("Orders.Save", { path, body: {} });
  assert.deepEqual([kept.ShippingCost, kept.Gratuity, kept.Comments], [4.01, 0, null]);
});

test("an order is renamed with all that belongs to it, and PUT creates what is not there", async (t) => {
  const { shopper, seller, product } = await shop(t);
  await product("p");
  await seller.ok("Incrementors.Create", { body: { ID: "inc", Name: "Orders", LastNumber: 7, LeftPaddingCount: 4 } });
  await shopper.ok("Orders.Save", { path, body: { xp: { a: 1 } } });
  await shopper.ok("LineItems.Create", { path, body: { ID: "a", ProductID: "p" } });
  const renamed = await shopper.ok("Orders.Patch", { path, body: { ID: "SEB{inc}", xp: { b: 2 } } });
  assert.deepEqual([renamed.ID, renamed.xp], ["SEB0008", { a: 1, b: 2 }]);
  assert.equal((await shopper.refused("Orders.Get", { path })).status, 404);
  const lines = await shopper.ok("LineItems.List", { path: { ...path, orderID: "seb0008" } });
  assert.deepEqual(
    lines.Items.map(({ ID }) => ID),
    ["a"],
  );
  await shopper.ok("Orders.Create", { path, body: { ID: "o2" } });
  const taken = await shopper.refused("Orders.Patch", { path: { ...path, orderID: "o2" }, body: { ID: "seb0008" } });
  assert.deepEqual([taken.status, taken.code], [409, "IdExists"]);
});

test("a buyer who creates an incoming order is told which way their orders go", async (t) => {
  const { shopper } = await shop(t);
  const { status, body } = await shopper.raw("POST", "/v1/orders/Incoming", {});
  const [{ ErrorCode, Message }] = (body as { Errors: [{ ErrorCode: string; Message: string }] }).Errors;
  assert.deepEqual([status, ErrorCode], [400, "Order.CannotCreateInvalid"]);
  assert.match(Message, /Outgoing/);
});

test("an order is entered on behalf of a buyer's user, who finds it among their own", async (t) => {
  const { seller, shopper } = await shop(t);
  const incoming = { direction: "Incoming" };
  const code = async (body: unknown) => (await seller.refused("Orders.Create", { path: incoming, body })).code;
  assert.equal(await code({ FromCompanyID: "acme" }), "Order.CreateIncomingRequiresFromUser");
  assert.equal(await code({ FromCompanyID: "acme", FromUserID: "nobody" }), "Buyer.UserNotFound");
  assert.equal(await code([]), "Order.CannotCreateInvalid");
  assert.equal(await code(undefined), "Order.CannotCreateInvalid");
  const user = String((await shopper.ok("Me.Get")).ID);
  const body = { FromCompanyID: "ACME", FromUserID: user };
  const onBehalf = await seller.ok("Orders.Create", { path: incoming, body });
  assert.deepEqual([onBehalf.FromCompanyID, onBehalf.FromUserID, onBehalf.Status], ["acme", user, "Unsubmitted"]);
  assert.equal((await shopper.ok("Orders.Get", { path: { ...path, orderID: onBehalf.ID } })).ID, onBehalf.ID);
});

test("a shopper's order is theirs whatever it says, and a colleague with OrderAdmin makes it for them", async (t) => {
  const own = await shop(t);
  const user = String((await own.shopper.ok("Me.Get")).ID);
  const ignored = { FromUserID: "ignored", FromCompanyID: "ignored" };
  const mine = await own.shopper.ok("Orders.Create", { path, body: ignored });
  assert.deepEqual([mine.FromUserID, mine.FromUser?.ID], [user, user]);
  const admin = await own.colleague("OrderAdmin");
  assert.equal((await admin.ok("Orders.Create", { path, body: { FromUserID: user } })).FromUserID, user);
});

test("an order goes to the seller or to a supplier that the buyer may order from, who may enter it as well", async (t) => {
  const own = await shop(t);
  const { seller, shopper } = own;
  const to = (client: typeof shopper, ToCompanyID: string) =>
    client.send("Orders.Create", { path, body: { ToCompanyID } });
  await seller.ok("Suppliers.Create", { body: { ID: "sup", Name: "Sup", Active: true } });
  assert.deepEqual((await to(shopper, "sup")).body.Errors[0].Data, { ObjectType: "Supplier", ObjectID: "sup" });
  await seller.ok("Suppliers.Patch", { path: { supplierID: "sup" }, body: { AllBuyersCanOrder: true } });
  assert.equal((await to(shopper, "SUP")).body.ToCompanyID, "sup");
  assert.equal((await to(shopper, own.id)).body.ToCompanyID, own.id);
  assert.equal((await to(seller, "sup")).body.FromCompanyID, own.id);
  const supplier = await newCaller(own, { supplier: "sup" }, ["OrderAdmin", "UnsubmittedOrderReader"]);
  const FromUserID = String((await shopper.ok("Me.Get")).ID);
  const body = { FromCompanyID: "acme", FromUserID };
  const entered = await supplier.ok("Orders.Create", { path: { direction: "Incoming" }, body });
  assert.deepEqual([entered.FromUserID, entered.ToCompanyID], [FromUserID, "sup"]);
});

test("one-time addresses and the user's data on an order are its own", async (t) => {
  const { shopper, product } = await shop(t);
  await product("p");
  await shopper.ok("Orders.Create", { path, body: { ID: "o1" } });
  await shopper.ok("LineItems.Create", { path, body: { ID: "a", ProductID: "p" } });
  const patchBilling = { path, body: { City: "Oslo" } };
  assert.equal(
    (await shopper.refused("Orders.PatchBillingAddress", patchBilling)).code,
    "BillingAddress.CannotModifyNotFound",
  );
  assert.equal(
    (await shopper.refused("Orders.PatchShippingAddress", patchBilling)).code,
    "ShippingAddress.CannotModifyNotFound",
  );
  const address = { Street1: "1 Main", City: "Bergen", Country: "NO", xp: { floor: 2 } };
  await shopper.ok("Orders.SetBillingAddress", { path, body: address });
  const billed = await shopper.ok("Orders.PatchBillingAddress", { path, body: { City: "Oslo", xp: { door: "b" } } });
  assert.deepEqual([billed.BillingAddress?.City, billed.BillingAddress?.xp], ["Oslo", { floor: 2, door: "b" }]);
  await shopper.ok("Orders.SetShippingAddress", { path, body: address });
  await shopper.ok("Orders.PatchShippingAddress", { path, body: { City: "Moss" } });
  const lines = await shopper.ok("LineItems.List", { path });
  assert.equal(lines.Items[0]?.ShippingAddress?.City, "Moss");
  // Sent back as it was read, nothing is lost.
  const kept = await shopper.ok("Orders.Save", { path, body: await shopper.ok("Orders.Get", { path }) });
  assert.equal(kept.BillingAddress?.City, "Oslo");
  const changed = await shopper.ok("Orders.PatchFromUser", {
    path,
    body: { FirstName: "Guest", Email: "guest@example.com", Username: "ignored" },
  });
  assert.deepEqual([changed.FromUser?.FirstName, changed.FromUser?.Email], ["Guest", "guest@example.com"]);
  assert.notEqual(changed.FromUser?.Username, "ignored");
  const submitted = await shopper.ok("Orders.Submit", { path });
  assert.equal(submitted.FromUser?.FirstName, "Guest");
});

test("a submitted order is changed, canceled and deleted by OrderAdmin only", async (t) => {
  const { shopper, seller, product } = await shop(t);
  await product("p");
  const all = { ...path, direction: "All" };
  const submitted = async () => {
    await shopper.ok("Orders.Create", { path, body: { ID: "o1" } });
    await shopper.ok("LineItems.Create", { path, body: { ID: "a", ProductID: "p" } });
    await shopper.ok("Orders.Submit", { path });
  };
  await submitted();
  for (const [operation, body] of [
    ["Orders.Patch", { xp: {} }],
    ["Orders.Delete", undefined],
  ] as const)
    assert.equal((await shopper.refused(operation, { path, body })).status, 403, operation);
  const lineChange = await shopper.refused("LineItems.Patch", {
    path: { ...path, lineItemID: "a" },
    body: { Quantity: 2 },
  });
  assert.equal(lineChange.status, 403);
  assert.equal((await shopper.refused("Orders.Cancel", { path })).code, "Order.CannotCancelInCurrentStatus");
  await seller.ok("Orders.Patch", { path: all, body: { xp: { a: 1 }, Comments: "checked" } });
  const canceled = await seller.ok("Orders.Cancel", { path: all });
  assert.deepEqual([canceled.Status, canceled.IsSubmitted], ["Canceled", true]);
  assert.equal((await seller.refused("Orders.Cancel", { path: all })).code, "Order.CannotCancelInCurrentStatus");
  assert.equal((await seller.refused("Orders.Complete", { path: all })).code, "Order.CannotCompleteBadStatus");
  await seller.ok("Orders.Delete", { path: all });
  await submitted();
  assert.ok((await seller.ok("Orders.Complete", { path: all })).DateCompleted);
  assert.equal((await seller.refused("Orders.Cancel", { path: all })).code, "Order.CannotCancelInCurrentStatus");
  await shopper.ok("Orders.Create", { path, body: { ID: "o2" } });
  assert.equal((await shopper.ok("Orders.Cancel", { path: { ...path, orderID: "o2" } })).IsSubmitted, false);
});

test("a user whose orders are pending is neither deleted nor moved, except with all of them", async (t) => {
  const { shopper, seller, product } = await shop(t);
  await product("p");
  await seller.ok("Buyers.Create", { body: { ID: "other", Name: "Other", Active: true } });
  const created = await shopper.ok("Orders.Create", { path, body: { ID: "o1" } });
  await shopper.ok("LineItems.Create", { path, body: { ID: "a", ProductID: "p" } });
  await shopper.ok("Orders.Submit", { path });
  await shopper.ok("Orders.Create", { path, body: { ID: "cart" } });
  const user = { buyerID: "acme", userID: created.FromUserID as string, newBuyerID: "other" };
  assert.equal((await seller.refused("Users.Delete", { path: user })).code, "User.CannotDeleteWithOpenOrder");
  const move = (orders: string) => ({ path: user, query: { orders } });
  assert.equal((await seller.refused("Users.Move", move("Unsubmitted"))).code, "User.CannotMoveeWithOpenOrder");
  await seller.ok("Orders.Complete", { path: { direction: "Incoming", orderID: "o1" } });
  await seller.accepted("Users.Move", move("Unsubmitted"));
  const company = async (orderID: string) => {
    const order = await seller.ok("Orders.Get", { path: { direction: "All", orderID } });
    return [order.FromCompanyID, order.FromUser?.CompanyID];
  };
  assert.deepEqual(
    [await company("o1"), await company("cart")],
    [
      ["acme", "acme"],
      ["other", "other"],
    ],
  );
});

test("a user one of whose orders is submitted meanwhile is neither deleted nor moved", async (t) => {
  const own = await shop(t);
  const { shopper, seller } = own;
  await seller.ok("Buyers.Create", { body: { ID: "other", Name: "Other", Active: true } });
  const created = await shopper.ok("Orders.Create", { path, body: { ID: "o1" } });
  const user = { buyerID: "acme", userID: created.FromUserID as string, newBuyerID: "other" };
  const whileSubmitted = async (act: () => Promise<Refusal>): Promise<string> => {
    let refused: Promise<Refusal> | undefined;
    await inMarketplace(own, async (db) => {
      await db.run(sql`update purchase_order set status = 'Open', is_submitted = true, date_submitted = now()
        where marketplace_id = ${own.id} and id = 'o1'`);
      refused = act();
      refused.catch(() => {});
      await waitedFor(db);
    });
    return (await (refused as Promise<Refusal>)).code;
  };
  const unsubmit = () =>
    inMarketplace(own, (db) =>
      db.run(sql`update purchase_order set status = 'Unsubmitted', is_submitted = false, date_submitted = null
        where marketplace_id = ${own.id} and id = 'o1'`),
    );
  const remove = () => seller.refused("Users.Delete", { path: user });
  assert.equal(await whileSubmitted(remove), "User.CannotDeleteWithOpenOrder");
  for (const orders of ["None", "Unsubmitted"]) {
    await unsubmit();
    const move = () => seller.refused("Users.Move", { path: user, query: { orders } });
    assert.equal(await whileSubmitted(move), "User.CannotMoveeWithOpenOrder", orders);
  }
  assert.equal((await shopper.ok("Orders.Get", { path: { ...path, orderID: "o1" } })).Status, "Open");
});

test("an order that is put back with its addresses' IDs in other letters keeps them, also when the addresses have gone", async (t) => {
  const { shopper, seller } = await shop(t);
  const at = { path: { buyerID: "acme" } };
  await seller.ok("Addresses.Create", { ...at, body: { ID: "hq", Street1: "1 Main", City: "Oslo", Country: "NO" } });
  await seller.ok("Addresses.SaveAssignment", { ...at, body: { AddressID: "hq", IsShipping: true, IsBilling: true } });
  const body = { ID: "o1", ShippingAddressID: "hq", BillingAddressID: "hq" };
  await shopper.ok("Orders.Create", { path, body });
  const order = { path: { direction: "Outgoing", orderID: "o1" } as const };
  const putBack = async () => {
    const saved = await shopper.ok("Orders.Save", {
      ...order,
      body: { ShippingAddressID: "HQ", BillingAddressID: "HQ" },
    });
    return [saved.ShippingAddressID, saved.BillingAddressID, saved.BillingAddress?.City];
  };
  assert.deepEqual(await putBack(), ["hq", "hq", "Oslo"]);
  await seller.ok("Addresses.Delete", { path: { buyerID: "acme", addressID: "hq" } });
  assert.deepEqual(await putBack(), ["hq", "hq", "Oslo"]);
});

test("orders follow when their buyer, its user and the user's addresses get other IDs", async (t) => {
  const { shopper, seller } = await shop(t);
  const buyerID = "acme";
  await seller.ok("Addresses.Create", {
    path: { buyerID },
    body: { ID: "hq", Street1: "1 Main", City: "Oslo", Country: "NO" },
  });
  await seller.ok("Addresses.SaveAssignment", {
    path: { buyerID },
    body: { AddressID: "hq", IsShipping: true, IsBilling: true },
  });
  const body = { ID: "o1", ShippingAddressID: "hq", BillingAddressID: "hq" };
  const { FromUserID } = await shopper.ok("Orders.Create", { path, body });
  await seller.ok("Addresses.Patch", { path: { buyerID, addressID: "hq" }, body: { ID: "hq2" } });
  await seller.ok("Users.Patch", { path: { buyerID, userID: FromUserID as string }, body: { ID: "u2" } });
  await seller.ok("Buyers.Patch", { path: { buyerID }, body: { ID: "acme2" } });
  const order = await seller.ok("Orders.Get", { path: { direction: "All", orderID: "o1" } });
  assert.deepEqual(
    [order.FromCompanyID, order.FromUserID, order.ShippingAddressID, order.BillingAddressID],
    ["acme2", "u2", "hq2", "hq2"],
  );
  assert.deepEqual([order.FromUser?.ID, order.FromUser?.CompanyID], ["u2", "acme2"]);
});

test("an order shows its user as they are until it is submitted, but for what was changed for it alone", async (t) => {
  const own = await shop(t);
  const { seller, product } = own;
  await product("p");
  const shopper = await own.colleague("Shopper", "MeAdmin", "MeXpAdmin");
  for (const orderID of ["o1", "o2", "o3"]) await shopper.ok("Orders.Create", { path, body: { ID: orderID } });
  const at = (orderID: string) => ({ path: { direction: "Outgoing", orderID } });
  for (const orderID of ["o1", "o2"])
    await shopper.ok("LineItems.Create", { ...at(orderID), body: { ProductID: "p" } });
  await shopper.ok("Orders.PatchFromUser", { ...at("o2"), body: { Email: "guest@example.com" } });
  await shopper.ok("Orders.Submit", at("o1"));
  const shown = async (orderID: string) => {
    const { FromUser } = await shopper.ok("Orders.Get", at(orderID));
    return [FromUser?.FirstName, FromUser?.Email, FromUser?.Phone, FromUser?.xp];
  };
  const before = await shown("o1");

  await shopper.ok("Me.Patch", { body: { FirstName: "Grace", Email: "grace@example.com", xp: { tier: "gold" } } });
  assert.deepEqual(await shown("o1"), before, "what is submitted stays");
  assert.deepEqual(await shown("o2"), ["Grace", "guest@example.com", null, { tier: "gold" }]);
  assert.deepEqual(await shown("o3"), ["Grace", "grace@example.com", null, { tier: "gold" }]);

  const userID = String((await shopper.ok("Me.Get")).ID);
  await seller.ok("Users.Patch", { path: { buyerID: "acme", userID }, body: { ID: "grace", Phone: "7" } });
  assert.deepEqual(await shown("o3"), ["Grace", "grace@example.com", "7", { tier: "gold" }]);
  const found = await seller.ok("Orders.List", {
    path: { direction: "Incoming" },
    query: { IsSubmitted: false, "FromUser.Phone": "7" },
  });
  assert.deepEqual(found.Items.map(({ ID }) => ID).sort(), ["o2", "o3"]);
  const submitted = await shopper.ok("Orders.Submit", at("o2"));
  assert.deepEqual([submitted.FromUser?.FirstName, submitted.FromUser?.Email], ["Grace", "guest@example.com"]);
});

test("an order shows the addresses that it names as they are until it is submitted", async (t) => {
  const own = await shop(t);
  const { seller, product } = own;
  await product("p");
  const shopper = await own.colleague("Shopper", "MeAddressAdmin");
  const address = { Street1: "1 Main", City: "Oslo", Country: "NO" };
  const buyerID = "acme";
  for (const ID of ["hq", "yard"]) await seller.ok("Addresses.Create", { path: { buyerID }, body: { ...address, ID } });
  for (const AddressID of ["hq", "yard"])
    await seller.ok("Addresses.SaveAssignment", {
      path: { buyerID },
      body: { AddressID, IsShipping: true, IsBilling: true },
    });
  const home = String(
    (await shopper.ok("Me.CreateAddress", { body: { ...address, Shipping: true, Billing: true } })).ID,
  );
  const at = (orderID: string) => ({ path: { direction: "Outgoing", orderID } });
  for (const orderID of ["o1", "o2"]) {
    await shopper.ok("Orders.Create", { path, body: { ID: orderID, BillingAddressID: home, ShippingAddressID: "hq" } });
    for (const ID of ["a", "b", "c"])
      await shopper.ok("LineItems.Create", { ...at(orderID), body: { ID, ProductID: "p" } });
    const line = (lineItemID: string) => ({ path: { ...at(orderID).path, lineItemID } });
    await shopper.ok("LineItems.Patch", { ...line("b"), body: { ShippingAddressID: "yard" } });
    await shopper.ok("LineItems.SetShippingAddress", { ...line("c"), body: address });
  }
  const cities = async (orderID: string) => {
    const { BillingAddress } = await shopper.ok("Orders.Get", at(orderID));
    const { Items } = await shopper.ok("LineItems.List", at(orderID));
    return [BillingAddress?.City, ...Items.map(({ ShippingAddress }) => ShippingAddress?.City)];
  };
  await shopper.ok("Orders.Submit", at("o1"));

  await shopper.ok("Me.PatchAddress", { path: { addressID: home }, body: { City: "Moss" } });
  await seller.ok("Addresses.Patch", { path: { buyerID, addressID: "hq" }, body: { City: "Bergen" } });
  await seller.ok("Addresses.Patch", { path: { buyerID, addressID: "yard" }, body: { ID: "field", City: "Hamar" } });
  assert.deepEqual(await cities("o1"), ["Oslo", "Oslo", "Oslo", "Oslo"], "what is submitted stays");
  assert.deepEqual(await cities("o2"), ["Moss", "Bergen", "Hamar", "Oslo"], "one-time addresses are nobody's");
  await shopper.ok("LineItems.Create", { ...at("o2"), body: { ID: "d", ProductID: "p" } });
  assert.deepEqual(await cities("o2"), ["Moss", "Bergen", "Hamar", "Oslo", "Bergen"], "new lines go there too");
});

test("visitors' orders show the user they shop as once they are submitted", async (t) => {
  const own = await shop(t);
  await own.product("p");
  const visitor = await own.anonymous("visit");
  await visitor.ok("Orders.Create", { path: { direction: "Outgoing" }, body: {} });
  const at = { path: { direction: "Outgoing", orderID: "visit" } };
  await visitor.ok("LineItems.Create", { ...at, body: { ProductID: "p" } });
  const { FromUserID, FromUser } = await visitor.ok("Orders.Get", at);
  const user = { path: { buyerID: "acme", userID: String(FromUserID) } };
  await own.seller.ok("Users.Patch", { ...user, body: { LastName: "Guest-2" } });
  assert.equal((await visitor.ok("Orders.Get", at)).FromUser?.LastName, FromUser?.LastName);
  assert.equal((await visitor.ok("Orders.Submit", at)).FromUser?.LastName, "Guest-2");
});

test("an order keeps its user when another one of the same ID, of whatever company, gets a new one", async (t) => {
  const own = await shop(t);
  const { shopper, seller } = own;
  await seller.ok("Buyers.Create", { body: { ID: "other", Name: "Other", Active: true } });
  await seller.ok("Suppliers.Create", { body: { ID: "works", Name: "Works", Active: true } });
  const { FromUserID } = await shopper.ok("Orders.Create", { path, body: { ID: "o1" } });
  const userID = FromUserID as string;
  const user = { path: { buyerID: "acme", userID } };
  await seller.ok("Users.Move", { path: { ...user.path, newBuyerID: "other" }, query: { orders: "None" } });
  await addUser(own, { buyer: "acme" }, userID);
  await seller.ok("Users.Patch", { ...user, body: { ID: "namesake" } });
  const admin = await newCaller(own, {}, ["OrderAdmin", "Shopper", "MeAdmin"]);
  const toSupplier = { ID: "o2", ToCompanyID: "works" };
  const made = await admin.ok("Orders.Create", { path: { direction: "Outgoing" }, body: toSupplier });
  const adminID = made.FromUserID as string;
  await addUser(own, { supplier: "works" }, adminID);
  const supplied = { supplierID: "works", userID: adminID };
  await seller.ok("SupplierUsers.Patch", { path: supplied, body: { ID: "namesake" } });
  const from = async (orderID: string) =>
    (await seller.ok("Orders.Get", { path: { direction: "All", orderID } })).FromUserID;
  assert.deepEqual([await from("o1"), await from("o2")], [userID, adminID]);
  await admin.ok("Me.Patch", { body: { ID: "boss" } });
  assert.equal(await from("o2"), "boss");
});

test("the orders that a deleted user had not submitted go along, the others stay", async (t) => {
  const { shopper, seller, product } = await shop(t);
  await product("p");
  const created = await shopper.ok("Orders.Create", { path, body: { ID: "o1" } });
  await shopper.ok("LineItems.Create", { path, body: { ID: "a", ProductID: "p" } });
  await shopper.ok("Orders.Submit", { path });
  await seller.ok("Orders.Complete", { path: { direction: "Incoming", orderID: "o1" } });
  await shopper.ok("Orders.Create", { path, body: { ID: "cart" } });
  await seller.ok("Users.Delete", { path: { buyerID: "acme", userID: created.FromUserID as string } });
  const get = (orderID: string) => seller.send("Orders.Get", { path: { direction: "All", orderID } });
  assert.deepEqual([(await get("o1")).status, (await get("cart")).status], [200, 404]);
});
