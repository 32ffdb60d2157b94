import assert from "node:assert/strict";
import { test } from "node:test";
import { recordStatements, type SentStatements, shop } from "@orderwell/testing";

const address = {
  FirstName: "Ada",
  LastName: "Byron",
  Street1: "1 Main St",
  City: "Minneapolis",
  State: "MN",
  Zip: "55401",
  Country: "US",
};

/**
 * Statements of each call of a checkout, the two that open and close its transaction included (docs/decisions/0016). Whoever
 * needs more of them says why there, and raises the bound.
 */
const bounds = {
  create: 4,
  line: 5,
  shippingAddress: 4,
  billingAddress: 4,
  fromUser: 4,
  costs: 4,
  payment: 4,
  submit: 7,
  firstLineOfCart: 8,
};

/** Counts what one call sends, but for the note that its user is active, which is written now and then. */
async function counted(sent: SentStatements, call: () => Promise<unknown>): Promise<number> {
  sent.take();
  await call();
  return sent
    .take()
    .filter((statements) => !statements.some((text) => /update "?app_user/.test(text)))
    .reduce((sum, statements) => sum + statements.length, 0);
}

test("a checkout of three lines sends no more statements than it needs", async (t) => {
  const own = await shop(t);
  const { shopper, product } = own;
  for (const id of ["a", "b", "c"])
    await product(id, { Inventory: { Enabled: true, QuantityAvailable: 100 } } as never);
  const sent = recordStatements(t, own.id);
  const checkout = async (): Promise<Record<string, number>> => {
    const counts: Record<string, number> = {};
    const count = async (name: string, call: () => Promise<unknown>) => {
      counts[name] = await counted(sent, call);
    };
    let orderID = "";
    await count("create", async () => {
      orderID = (await shopper.ok("Orders.Create", { path: { direction: "Outgoing" }, body: {} })).ID;
    });
    const path = { direction: "Outgoing", orderID };
    for (const [index, ProductID] of ["a", "b", "c"].entries())
      await count(`line ${ProductID}`, () =>
        shopper.ok("LineItems.Create", { path, body: { ProductID, Quantity: index + 1 } }),
      );
    await count("shippingAddress", () => shopper.ok("Orders.SetShippingAddress", { path, body: address }));
    await count("billingAddress", () => shopper.ok("Orders.SetBillingAddress", { path, body: address }));
    await count("payment", () => shopper.ok("Payments.Create", { path, body: { Type: "PurchaseOrder" } }));
    await count("submit", () => shopper.ok("Orders.Submit", { path }));
    return counts;
  };
  await checkout();
  const { create, line, shippingAddress, billingAddress, payment, submit } = bounds;
  assert.deepEqual(await checkout(), {
    create,
    "line a": line,
    "line b": line,
    "line c": line,
    shippingAddress,
    billingAddress,
    payment,
    submit,
  });
});

test("a guest's cart, from its first line to its submission, sends no more statements than it needs", async (t) => {
  const own = await shop(t);
  await own.product("a");
  const guest = await own.anonymous("order-1");
  const sent = recordStatements(t, own.id);
  // Who sends a token, and what they see, is looked up once.
  await guest.ok("Me.Get");
  await guest.ok("Me.ListProducts");
  const line = () => guest.ok("Cart.CreateLineItem", { body: { ProductID: "a" } });
  assert.equal(await counted(sent, line), bounds.firstLineOfCart);
  assert.equal(await counted(sent, line), bounds.line);
  const body = { FirstName: "Ada", LastName: "Byron", Email: "ada@example.com" };
  assert.equal(await counted(sent, () => guest.ok("Cart.PatchFromUser", { body })), bounds.fromUser);
  const patch = { body: { Comments: "Ring twice" } };
  assert.equal(await counted(sent, () => guest.ok("Cart.Patch", patch)), bounds.costs);
  assert.equal(
    await counted(sent, () => guest.ok("Cart.CreatePayment", { body: { Type: "PurchaseOrder" } })),
    bounds.payment,
  );
  assert.equal(await counted(sent, () => guest.ok("Cart.Submit")), bounds.submit);
});
