import assert from "node:assert/strict";
import { test } from "node:test";
import { recordStatements, type SentStatements, shop, storefront } from "@orderwell/testing";

const address = {
  FirstName: "Ada",
  LastName: "Byron",
  Street1: "1 Main St",
  City: "Minneapolis",
  State: "MN",
  Zip: "55401",
  Country: "US",
};

/** Statements of one call, the two that open and close its transaction included, and how often it waits for answers. */
interface Cost {
  readonly statements: number;
  readonly trips: number;
}

/** Whoever needs more of them says why in docs/decisions/0016, and raises the bound. */
const bounds = {
  create: { statements: 4, trips: 2 },
  line: { statements: 4, trips: 1 },
  /** Of a product with specs, variants or inventory records. */
  intricateLine: { statements: 5, trips: 2 },
  shippingAddress: { statements: 3, trips: 1 },
  billingAddress: { statements: 3, trips: 1 },
  fromUser: { statements: 3, trips: 1 },
  costs: { statements: 3, trips: 1 },
  payment: { statements: 3, trips: 1 },
  submit: { statements: 8, trips: 2 },
  firstLineOfCart: { statements: 6, trips: 2 },
} as const satisfies Record<string, Cost>;

/** Counts what one call sends, but for the note that a guest came, which is written now and then. */
async function counted(sent: SentStatements, call: () => Promise<unknown>): Promise<Cost> {
  const { transactions: all } = await sent.during(call);
  const transactions = all.filter(({ statements }) => !statements.some((text) => /update "?app_user/.test(text)));
  return {
    statements: transactions.reduce((sum, { statements }) => sum + statements.length, 0),
    trips: transactions.reduce((sum, { trips }) => sum + trips, 0),
  };
}

/** The cheapest of several rounds of a call: what a process holds may be dropped, and read again, at any time. */
const least = (rounds: readonly Cost[]): Cost =>
  rounds.reduce((one, other) => (other.statements < one.statements ? other : one));

/** The same of each of several calls. */
const leastOf = (rounds: readonly Readonly<Record<string, Cost>>[]): Readonly<Record<string, Cost>> =>
  Object.fromEntries(
    Object.keys(rounds[0] ?? {}).map((name) => [name, least(rounds.map((round) => round[name] as Cost))]),
  );

const inTurn = async <Result>(times: number, one: (round: number) => Promise<Result>): Promise<Result[]> => {
  const results: Result[] = [];
  for (let round = 0; round < times; round++) results.push(await one(round));
  return results;
};

test("a checkout of three lines sends no more statements than it needs", async (t) => {
  const own = await shop(t);
  const { shopper, product } = own;
  for (const id of ["a", "b", "c"])
    await product(id, { Inventory: { Enabled: true, QuantityAvailable: 100 } } as never);
  const sent = recordStatements(t, own.id);
  const checkout = async (): Promise<Record<string, Cost>> => {
    const counts: Record<string, Cost> = {};
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
  assert.deepEqual(leastOf(await inTurn(3, checkout)), {
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

test("a line of a product with specs sends no more than what reads it in addition to those of any other", async (t) => {
  const own = await shop(t);
  const { seller, shopper, product } = own;
  await product("shirt");
  await seller.ok("Specs.Create", { body: { ID: "size", Name: "Size" } });
  await seller.ok("Specs.CreateOption", { path: { specID: "size" }, body: { ID: "s", Value: "Small" } });
  await seller.ok("Specs.SaveProductAssignment", {
    body: { SpecID: "size", ProductID: "shirt", DefaultOptionID: "s" },
  });
  const body = { ProductID: "shirt" };
  assert.equal((await shopper.ok("Cart.CreateLineItem", { body })).Specs?.length, 1);
  const sent = recordStatements(t, own.id);
  // Each is of an order of its own: one that is not held once, as when its user was noted to be active, is not later.
  const line = async (round: number) => {
    const path = { direction: "Outgoing", orderID: `round-${round}` };
    await shopper.ok("Orders.Create", { path, body: { ID: path.orderID } });
    return counted(sent, () => shopper.ok("LineItems.Create", { path, body }));
  };
  assert.deepEqual(least(await inTurn(3, line)), bounds.intricateLine);
});

test("a guest's cart, from its first line to its submission, sends no more statements than it needs", async (t) => {
  const own = await shop(t);
  await own.product("a");
  const sent = recordStatements(t, own.id);
  const body = { FirstName: "Ada", LastName: "Byron", Email: "ada@example.com" };
  const patch = { body: { Comments: "Ring twice" } };
  const sequence = async (round: number): Promise<Record<string, Cost>> => {
    const guest = await own.anonymous(`order-${round}`);
    // Who sends a token, and what they see, is looked up once.
    await guest.ok("Me.Get");
    await guest.ok("Me.ListProducts");
    const line = () => guest.ok("Cart.CreateLineItem", { body: { ProductID: "a" } });
    return {
      firstLineOfCart: await counted(sent, line),
      line: await counted(sent, line),
      fromUser: await counted(sent, () => guest.ok("Cart.PatchFromUser", { body })),
      costs: await counted(sent, () => guest.ok("Cart.Patch", patch)),
      payment: await counted(sent, () => guest.ok("Cart.CreatePayment", { body: { Type: "PurchaseOrder" } })),
      submit: await counted(sent, () => guest.ok("Cart.Submit")),
    };
  };
  const { firstLineOfCart, line, fromUser, costs, payment, submit } = bounds;
  assert.deepEqual(leastOf(await inTurn(3, sequence)), { firstLineOfCart, line, fromUser, costs, payment, submit });
});

test("a guest who comes, fills a cart and submits it costs at most 35 statements", async (t) => {
  const own = await shop(t);
  const { product } = own;
  for (const id of ["a", "b", "c"])
    await product(id, { Inventory: { Enabled: true, QuantityAvailable: 100 } } as never);
  const site = await storefront(own);
  const sent = recordStatements(t, own.id);
  const sequence = async (): Promise<void> => {
    const guest = await site.visit();
    for (const ProductID of ["a", "b", "c"]) await guest.ok("Cart.CreateLineItem", { body: { ProductID } });
    await guest.ok("Cart.PatchFromUser", { body: { FirstName: "Ada", LastName: "Byron", Email: "ada@example.com" } });
    await guest.ok("Cart.SetShippingAddress", { body: address });
    await guest.ok("Cart.SetBillingAddress", { body: address });
    await guest.ok("Cart.Patch", { body: { Comments: "Ring twice" } });
    await guest.ok("Cart.CreatePayment", { body: { Type: "PurchaseOrder" } });
    assert.equal((await guest.ok("Cart.Submit")).Status, "Open");
  };
  // The first notes that the storefront's user was active, and the second reads that.
  await sequence();
  await sequence();
  assert.deepEqual(least(await inTurn(3, () => counted(sent, sequence))), { statements: 35, trips: 10 });
});
