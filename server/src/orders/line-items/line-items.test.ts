import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { priceBreak, shop } from "@orderwell/testing";

const path = { direction: "Outgoing", orderID: "o1" };
const line = (lineItemID: string) => ({ ...path, lineItemID });

const staggered = [24, 23, 22, 21, 20].map((price, index) => priceBreak(index + 1, String(price)));

test("lines of one product share their price break where quantities cumulate, also after one of them goes", async (t) => {
  const { shopper, product } = await shop(t);
  await product("p", {}, { UseCumulativeQuantity: true, PriceBreaks: staggered });
  await shopper.ok("Orders.Create", { path, body: { ID: "o1" } });
  await shopper.ok("LineItems.Create", { path, body: { ID: "a", ProductID: "p", Quantity: 2 } });
  await shopper.ok("LineItems.Create", { path, body: { ID: "b", ProductID: "p", Quantity: 3 } });
  const totals = async () => {
    const { Items } = await shopper.ok("LineItems.List", { path });
    const order = await shopper.ok("Orders.Get", { path });
    return [...Items.map(({ ID, UnitPrice, LineTotal }) => `${ID} ${UnitPrice} ${LineTotal}`), Number(order.Subtotal)];
  };
  assert.deepEqual(await totals(), ["a 20 40", "b 20 60", 100]);
  await shopper.ok("LineItems.Patch", { path: line("b"), body: { Quantity: 1 } });
  assert.deepEqual(await totals(), ["a 22 44", "b 22 22", 66]);
  await shopper.ok("LineItems.Delete", { path: line("b") });
  assert.deepEqual(await totals(), ["a 23 46", 46]);
});

test("a line whose price follows from another one's quantity keeps whatever that other one changes of itself", async (t) => {
  const { shopper, product } = await shop(t);
  await product("p", {}, { UseCumulativeQuantity: true, PriceBreaks: staggered });
  await shopper.ok("Orders.Create", { path, body: { ID: "o1" } });
  const own = { CostCenter: "c", ShippingAccount: "s", DateNeeded: "2099-01-01T00:00:00Z", xp: { of: "b" } };
  const add = (ID: string, rest: object = {}) =>
    shopper.ok("LineItems.Create", { path, body: { ID, ProductID: "p", Quantity: 1, ...rest } });
  const kept = async () => {
    const { UnitPrice, CostCenter, ShippingAccount, DateNeeded, xp } = await shopper.ok("LineItems.Get", {
      path: line("b"),
    });
    return [UnitPrice, CostCenter, ShippingAccount, DateNeeded?.slice(0, 10), xp];
  };
  const rest = ["c", "s", "2099-01-01", { of: "b" }];
  await add("a");
  await add("b", own);
  assert.deepEqual(await kept(), [23, ...rest]);
  const changed = { Quantity: 2, CostCenter: "x", ShippingAccount: null, DateNeeded: null, xp: { of: "a" } };
  await shopper.ok("LineItems.Patch", { path: line("a"), body: changed });
  assert.deepEqual(await kept(), [22, ...rest]);
  await shopper.ok("LineItems.Save", { path: line("a"), body: { ProductID: "p", Quantity: 3 } });
  assert.deepEqual(await kept(), [21, ...rest]);
  await shopper.ok("LineItems.Delete", { path: line("a") });
  assert.deepEqual(await kept(), [24, ...rest]);
});

test("quantities keep to the price schedule, and say what it allows", async (t) => {
  const { shopper, product } = await shop(t);
  const breaks = [priceBreak(5, "10"), priceBreak(10, "8")];
  await product("restricted", {}, { PriceBreaks: breaks, RestrictedQuantity: true });
  await product("bounded", {}, { MinQuantity: 2, MaxQuantity: 4 });
  await product("together", {}, { MinQuantity: 2, MaxQuantity: 4, UseCumulativeQuantity: true });
  await product("exact", {}, { PriceBreaks: breaks, RestrictedQuantity: true, UseCumulativeQuantity: true });
  await product("unpriced", {}, null);
  await shopper.ok("Orders.Create", { path, body: { ID: "o1" } });
  const refused = async (ProductID: string, Quantity: number) =>
    (await shopper.refused("LineItems.Create", { path, body: { ProductID, Quantity } })).code;
  assert.equal(await refused("restricted", 7), "PriceSchedule.QuantityNotAllowed");
  assert.equal(await refused("bounded", 1), "PriceSchedule.CannotBeLessThanMin");
  assert.equal(await refused("bounded", 5), "PriceSchedule.CannotExceedMax");
  assert.equal(await refused("together", 1), "PriceSchedule.CumulativeCannotBeLessThanMin");
  assert.equal(await refused("exact", 7), "PriceSchedule.CumulativeQuantityNotAllowed");
  assert.equal(await refused("unpriced", 1), "PriceSchedule.MissingOrConflicting");
  assert.equal(await refused("bounded", 0), "LineItem.QuantityMustBePositive");
  await shopper.ok("LineItems.Create", { path, body: { ProductID: "together", Quantity: 3 } });
  const { code, data } = await shopper.refused("LineItems.Create", {
    path,
    body: { ProductID: "together", Quantity: 2 },
  });
  assert.equal(code, "PriceSchedule.CumulativeCannotExceedMax");
  assert.deepEqual([data.MinQuantity, data.MaxQuantity], [2, 4]);
  await shopper.ok("LineItems.Create", { path, body: { ProductID: "restricted", Quantity: 10 } });
});

test("markups of the options chosen enter the price", async (t) => {
  const { shopper, seller, product } = await shop(t);
  await product("p", {}, { PriceBreaks: [priceBreak(1, "50")] });
  await seller.ok("Specs.Create", { body: { ID: "wrap", Name: "Wrap", AllowOpenText: true } });
  for (const type of ["NoMarkup", "AmountPerQuantity", "AmountTotal", "Percentage"])
    await seller.accepted("Specs.CreateOption", {
      path: { specID: "wrap" },
      body: { ID: type, Value: type, PriceMarkupType: type, PriceMarkup: 10 },
    });
  await seller.ok("Specs.SaveProductAssignment", { body: { SpecID: "wrap", ProductID: "p" } });
  await shopper.ok("Orders.Create", { path, body: { ID: "o1" } });
  const subtotal = async (Quantity: number, OptionID: string) => {
    const created = await shopper.ok("LineItems.Create", {
      path,
      body: { ProductID: "p", Quantity, Specs: [{ SpecID: "wrap", OptionID }] },
    });
    assert.equal(created.Specs?.[0]?.Name, "Wrap");
    return Number(created.LineSubtotal);
  };
  for (const [type, one, ten] of [
    ["NoMarkup", 50, 500],
    ["AmountPerQuantity", 60, 600],
    ["AmountTotal", 60, 510],
    ["Percentage", 55, 550],
  ] as const)
    assert.deepEqual([await subtotal(1, type), await subtotal(10, type)], [one, ten], type);
});

test("a unit price takes a role to set, survives other quantities, and gives way to the schedule again", async (t) => {
  const { shopper, seller, product } = await shop(t);
  await product("p");
  await shopper.ok("Orders.Create", { path, body: { ID: "o1" } });
  const created = await shopper.ok("LineItems.Create", {
    path,
    body: { ID: "a", ProductID: "p", Quantity: 2, UnitPrice: 10 },
  });
  assert.equal(created.PriceOverridden, false);
  const refused = await shopper.refused("LineItems.Patch", { path: line("a"), body: { UnitPrice: 1 } });
  assert.deepEqual([refused.status, refused.code], [403, "Auth.InsufficientRoles"]);
  await shopper.ok("LineItems.Save", { path: line("a"), body: { ...created, CostCenter: "c1" } });
  const incoming = { ...line("a"), direction: "All" };
  const overridden = await seller.ok("LineItems.Patch", { path: incoming, body: { UnitPrice: 7.123 } });
  assert.deepEqual([overridden.UnitPrice, overridden.LineTotal, overridden.PriceOverridden], [7.123, 14.25, true]);
  const more = await shopper.ok("LineItems.Patch", { path: line("a"), body: { Quantity: 4 } });
  assert.deepEqual([more.UnitPrice, more.LineTotal], [7.123, 28.49]);
  const again = await seller.accepted("LineItems.Patch", { path: incoming, body: { UnitPrice: "" } });
  assert.deepEqual([again.UnitPrice, again.LineTotal, again.PriceOverridden], [10, 40, false]);
});

test("a line item of what is not for sale is refused, and says why", async (t) => {
  const { shopper, product } = await shop(t);
  await product("p");
  await product("off", { Active: false });
  await product("family", { IsParent: true });
  await shopper.ok("Orders.Create", { path, body: { ID: "o1" } });
  const refused = (body: object) => shopper.refused("LineItems.Create", { path, body });
  const missing = await refused({ ProductID: "nothing" });
  assert.deepEqual([missing.status, missing.data], [404, { ObjectType: "Product", ObjectID: "nothing" }]);
  assert.equal((await refused({ ProductID: "off" })).code, "NotFound");
  assert.equal((await refused({ ProductID: "family" })).code, "LineItem.CannotPurchaseParentProduct");
  const past = await refused({ ProductID: "p", DateNeeded: "2001-01-01" });
  assert.equal(past.code, "LineItem.DateNeededMustBeGreaterThanDateAdded");
});

test("a line item keeps its product and takes another free ID", async (t) => {
  const { shopper, product } = await shop(t);
  await product("p");
  await product("other");
  await shopper.ok("Orders.Create", { path, body: { ID: "o1" } });
  const body = { ID: "a", ProductID: "p", xp: { note: { a: 1 } } };
  const made = await shopper.accepted("LineItems.Create", { path, body });
  const taken = await shopper.refused("LineItems.Create", { path, body: { ID: "A", ProductID: "p" } });
  assert.equal(taken.status, 409);
  const other = await shopper.refused("LineItems.Patch", { path: line("a"), body: { ProductID: "other" } });
  assert.equal(other.code, "LineItem.CannotChangeProductID");
  const patched = await shopper.ok("LineItems.Patch", { path: line("a"), body: { xp: { note: { b: 2 } }, ID: "a2" } });
  assert.deepEqual([patched.ID, patched.xp, patched.Quantity], ["a2", { note: { a: 1, b: 2 } }, made.Quantity]);
});

/** A shop with an order of one line `a`, and the buyer's addresses `hq`, for both uses, and `billing`. */
async function addressed(t: TestContext) {
  const own = await shop(t);
  const { shopper, seller } = own;
  await own.product("p");
  for (const [ID, Street1, IsShipping] of [
    ["hq", "1 Main", true],
    ["billing", "2 Main", false],
  ] as const) {
    await seller.ok("Addresses.Create", {
      path: { buyerID: "acme" },
      body: { ID, Street1, City: "Oslo", Country: "NO" },
    });
    await seller.ok("Addresses.SaveAssignment", {
      path: { buyerID: "acme" },
      body: { AddressID: ID, IsShipping, IsBilling: true },
    });
  }
  await shopper.ok("Orders.Create", { path, body: { ID: "o1" } });
  await shopper.ok("LineItems.Create", { path, body: { ID: "a", ProductID: "p" } });
  return own;
}

test("an order's address is one that is assigned for shipping", async (t) => {
  const { shopper, seller } = await addressed(t);
  await seller.ok("Addresses.Create", {
    path: { buyerID: "acme" },
    body: { ID: "unassigned", Street1: "9 Main", City: "Oslo", Country: "NO" },
  });
  const unknown = await shopper.refused("Orders.Patch", { path, body: { ShippingAddressID: "unassigned" } });
  assert.deepEqual(unknown.data, { ObjectType: "Address", ObjectID: "unassigned" });
  const misused = await shopper.refused("Orders.Patch", { path, body: { ShippingAddressID: "billing" } });
  assert.equal(misused.code, "Address.IsNotShippingAddress");
  const body = { ShippingAddressID: "HQ", BillingAddressID: "billing" };
  const patched = await shopper.ok("Orders.Patch", { path, body });
  assert.deepEqual([patched.ShippingAddressID, patched.BillingAddress?.Street1], ["hq", "2 Main"]);
});

test("a line's address can be patched where it is its own only", async (t) => {
  const { shopper } = await addressed(t);
  const patch = () => shopper.refused("LineItems.PatchShippingAddress", { path: line("a"), body: { City: "Bergen" } });
  assert.equal((await patch()).code, "LineItem.CannotPatchShippingAddressIfMissing");
  await shopper.ok("Orders.Patch", { path, body: { ShippingAddressID: "hq" } });
  assert.equal((await patch()).code, "ShippingAddress.CannotPatchSetByID");
});

test("a line follows its order's address until it has its own, and then the order has none", async (t) => {
  const { shopper } = await addressed(t);
  await shopper.ok("Orders.Patch", { path, body: { ShippingAddressID: "hq" } });
  const follows = await shopper.accepted("LineItems.Create", { path, body: { ID: "b", ProductID: "p" } });
  assert.deepEqual([follows.ShippingAddressID, follows.ShippingAddress?.City], ["hq", "Oslo"]);
  const once = { Street1: "3 Main", City: "Reno", Country: "US" };
  const incomplete = await shopper.refused("LineItems.SetShippingAddress", { path: line("b"), body: once });
  assert.deepEqual(incomplete.codes, ["ValidationFailure", "ValidationFailure"]);
  const body = { ...once, ID: "x", State: "NV", Zip: "1" };
  await shopper.ok("LineItems.SetShippingAddress", { path: line("b"), body });
  const moved = await shopper.ok("LineItems.PatchShippingAddress", { path: line("b"), body: { City: "Elko" } });
  const { ID, City, Zip } = moved.ShippingAddress ?? {};
  assert.deepEqual([moved.ShippingAddressID, ID, City, Zip], [null, null, "Elko", "1"]);
  assert.equal((await shopper.ok("Orders.Get", { path })).ShippingAddressID, null);
});
