import assert from "node:assert/strict";
import { before, test } from "node:test";
import { marketplace, newCaller, type TestClient, type TestMarketplace } from "@orderwell/testing";
import { each } from "./callers.ts";
import { exceptions } from "./exceptions.ts";
import {
  buyerFixture,
  type Callers,
  callerOf,
  createFixture,
  type Fixture,
  locale,
  productFixture,
  promotion,
  secretOf,
  shopperFixture,
  supplierFixture,
  visitorsToken,
} from "./fixtures.ts";
import { type Prober, probe, rowsOf, saveOver, tokenOperations } from "./isolation.ts";
import { requestWith } from "./references.ts";

let twoBuyers: TestMarketplace;
let twoSuppliers: TestMarketplace;
let buyerUser: Prober;
let supplierUser: Prober;

/** One marketplace with two buyers, each with a catalog and shoppers of its own. */
before(async () => {
  twoBuyers = await marketplace({ name: "two buyers" });
  const { seller } = twoBuyers;
  const own = await createFixture(twoBuyers, "ours-1");
  const id = "theirs-1";
  await buyerFixture(seller, id);
  const products = await productFixture(seller, id, own.id);
  await locale(seller, "euro", id, "fr-BE");
  const people = {
    seller,
    buyerUser: await newCaller(twoBuyers, { buyer: id }),
    cartUser: await newCaller(twoBuyers, { buyer: id }),
  };
  const made = await shopperFixture(people, id, id);
  const generated = { ...products, ...made, anonUserToken: await visitorsToken(twoBuyers, id) };
  const otherTenant: Fixture = { id, generated };
  buyerUser = {
    own,
    otherTenant,
    caller: (operation) =>
      operation.userTypes?.includes("Buyer") === false
        ? undefined
        : callerOf({ ...own.callers, seller: own.callers.buyerUser }, operation),
    exceptions: exceptions.otherBuyer,
  };
});

/**
 * Objects that both suppliers of a marketplace have: people, products that they own, and an order of the buyer
 * `market`.
 */
async function supplier(
  own: TestMarketplace,
  id: string,
  shopper: TestClient,
): Promise<Fixture & Pick<Callers, "supplierUser">> {
  const { seller } = own;
  await supplierFixture(seller, id);
  const supplierUser = await newCaller(own, { supplier: id });
  await supplierUser.ok("Catalogs.Create", { body: { ID: id, Name: secretOf(id), Active: true } });
  const products = await productFixture(supplierUser, id);
  const toBuyer = { CatalogID: id, BuyerID: "market", ViewAllProducts: true };
  await seller.ok("Catalogs.SaveAssignment", { body: toBuyer });
  const rule = { ID: id, ApprovalType: "Order", ApprovingGroupID: id, RuleExpression: "order.Total > 1000000" };
  await supplierUser.accepted("SellerApprovalRules.Create", { body: rule });
  await promotion(supplierUser, id, "market");
  const path = { direction: "Outgoing", orderID: id };
  await shopper.ok("Orders.Create", { path, body: { ID: id, ToCompanyID: id, Comments: secretOf(id) } });
  const line = { ID: id, ProductID: id, Quantity: 10, Specs: [{ SpecID: id, OptionID: id }] };
  await shopper.ok("LineItems.Create", { path, body: line });
  await shopper.ok("Payments.Create", { path, body: { ID: id, Type: "PurchaseOrder", Amount: 1 } });
  const transaction = { ID: id, Type: "Authorization", DateExecuted: "2026-01-01T00:00:00Z" };
  await shopper.ok("Payments.CreateTransaction", { path: { ...path, paymentID: id }, body: transaction });
  await shopper.ok("Orders.Submit", { path });
  await supplierUser.ok("Shipments.Create", { body: { ID: id, BuyerID: "market", Shipper: secretOf(id) } });
  const item = { OrderID: id, LineItemID: id, QuantityShipped: 1 };
  await supplierUser.ok("Shipments.SaveItem", { path: { shipmentID: id }, body: item });
  const back = { ID: id, OrderID: id, ItemsToReturn: [{ LineItemID: id, Quantity: 1 }] };
  await supplierUser.ok("OrderReturns.Create", { body: { ...back, Comments: secretOf(id) } });
  // The buyer and its locale are nobody's here: what refers to them is left as it is.
  const shared = { buyerID: "market", BuyerID: "market", localeID: "euro", LocaleID: "euro", direction: "Incoming" };
  // A supplier's users assign on behalf of their supplier, whatever they say: what they name would hit their own.
  const itself = { sellerID: "ours-1", SellerID: "ours-1" };
  return { id, generated: { ...products, ...shared, ...itself }, supplierUser };
}

before(async () => {
  twoSuppliers = await marketplace({ name: "two suppliers" });
  const own = twoSuppliers;
  await buyerFixture(own.seller, "market");
  await locale(own.seller, "euro", "market", "nl-NL");
  const shopper = await newCaller(own, { buyer: "market" });
  await shopper.ok("Me.CreateProductCollection", { body: { ID: "ours-1", Name: "Wishes" } });
  const ours = await supplier(own, "ours-1", shopper);
  supplierUser = {
    own: ours,
    otherTenant: await supplier(own, "theirs-1", shopper),
    caller: ({ userTypes }) => (userTypes?.includes("Supplier") === false ? undefined : ours.supplierUser),
    exceptions: exceptions.otherSupplier,
  };
});

/**
 * State that probing must leave as it was: every row that is not about what is the prober's own. What the server works
 * out from all of them, such as the sizes of visibility classes, which products changed and totals of orders, follows what the
 * prober makes for themselves; so do the codes that invite the users they make.
 */
async function othersRows(own: TestMarketplace): Promise<string[]> {
  return (await rowsOf(own)).filter(
    (row) => !row.includes("ours-1") && !/^(visibility_|product_change|credential_code |order_count )/.test(row),
  );
}

const changed = (before: readonly string[], after: readonly string[]): string[] => [
  ...before.filter((row) => !after.includes(row)).map((row) => `gone: ${row}`),
  ...after.filter((row) => !before.includes(row)).map((row) => `new: ${row}`),
];

test("no list shows a buyer's or supplier's user what is another's", async () => {
  for (const { own, otherTenant, caller } of [buyerUser, supplierUser]) {
    const lists = tokenOperations.filter(
      (one) => one.method === "GET" && one.list !== undefined && caller(one) !== undefined,
    );
    await each(lists, async (operation) => {
      const { method, url } = requestWith({ operation, where: "path", name: "" }, own, own, undefined);
      const { body } = await (caller(operation) as TestClient).raw(method, url);
      const text = JSON.stringify(body);
      for (const trace of [otherTenant.id, secretOf(otherTenant.id)])
        assert.ok(!text.includes(trace), `${operation.id} shows ${trace}: ${text.slice(0, 400)}`);
    });
  }
});

test("what is another buyer's is, wherever a request names it, as if it were nowhere, and stays as it was", async () => {
  const before = await othersRows(twoBuyers);
  assert.deepEqual(await probe(buyerUser), []);
  assert.deepEqual(await saveOver(buyerUser), []);
  assert.deepEqual(changed(before, await othersRows(twoBuyers)), []);
});

test("what is another supplier's is, wherever a request names it, not theirs to see or change, and stays as it was", async () => {
  const before = await othersRows(twoSuppliers);
  assert.deepEqual(await probe(supplierUser), []);
  assert.deepEqual(await saveOver(supplierUser), []);
  assert.deepEqual(changed(before, await othersRows(twoSuppliers)), []);
});
