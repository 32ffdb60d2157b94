import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { newCaller, priceBreak, shop } from "@orderwell/testing";

/** Two buyers with a spending account `budget` of 500 each, and a user whose payment of 100 from the first's is made. */
async function moved(t: TestContext, submit: boolean) {
  const own = await shop(t);
  const { seller } = own;
  await own.product("p", {}, { PriceBreaks: [priceBreak(1, "100")] });
  await seller.ok("Buyers.Create", { body: { ID: "other", Name: "Other", Active: true, DefaultCatalogID: "acme" } });
  for (const buyerID of ["acme", "other"]) {
    const body = { ID: "budget", Name: "Budget", Balance: 500, AllowAsPaymentMethod: true };
    await seller.ok("SpendingAccounts.Create", { path: { buyerID }, body });
    await seller.ok("SpendingAccounts.SaveAssignment", { path: { buyerID }, body: { SpendingAccountID: "budget" } });
  }
  const shopper = await newCaller(own, { buyer: "acme" }, ["Shopper"]);
  const { ID: userID } = await shopper.ok("Me.Get");
  const path = { direction: "All", orderID: "o1", paymentID: "pay" };
  await shopper.ok("Orders.Create", { path: { direction: "Outgoing" }, body: { ID: "o1" } });
  await shopper.ok("LineItems.Create", { path, body: { ProductID: "p" } });
  await shopper.ok("Payments.Create", {
    path,
    body: { ID: "pay", Type: "SpendingAccount", SpendingAccountID: "budget" },
  });
  if (submit) await shopper.ok("Orders.Submit", { path });
  await seller.ok("Users.Move", {
    path: { buyerID: "acme", userID, newBuyerID: "other" },
    query: { orders: "All" },
  });
  const balances = () =>
    Promise.all(
      ["acme", "other"].map(
        async (buyerID) =>
          (await seller.ok("SpendingAccounts.Get", { path: { buyerID, spendingAccountID: "budget" } })).Balance,
      ),
    );
  return { own, seller, path, balances };
}

test("what a spending account gave for an order goes back to it after the order has moved to another buyer", async (t) => {
  const { seller, path, balances } = await moved(t, true);
  assert.deepEqual(await balances(), [400, 500]);
  await seller.ok("Payments.Patch", { path, body: { Amount: 70 } });
  assert.deepEqual(await balances(), [430, 500]);
  const more = await seller.refused("Payments.Patch", { path, body: { Amount: 90 } });
  assert.equal(more.code, "Payment.InvalidSpendingAccountID");
  for (const [buyerID, ID] of [
    ["other", "new"],
    ["acme", "old"],
  ] as const)
    await seller.ok("SpendingAccounts.Patch", { path: { buyerID, spendingAccountID: "budget" }, body: { ID } });
  assert.equal((await seller.ok("Payments.Get", { path })).SpendingAccountID, "old");
  const inUse = await seller.refused("SpendingAccounts.Delete", {
    path: { buyerID: "acme", spendingAccountID: "old" },
  });
  assert.equal(inUse.code, "Payment.CannotDeleteSpendingAccount");
  await seller.ok("SpendingAccounts.Delete", { path: { buyerID: "other", spendingAccountID: "new" } });
  await seller.ok("Payments.Delete", { path });
  const account = await seller.ok("SpendingAccounts.Get", { path: { buyerID: "acme", spendingAccountID: "old" } });
  assert.equal(account.Balance, 500);
});

test("a payment from the former buyer's account is not taken from the new buyer's of the same ID", async (t) => {
  const { seller, path, balances } = await moved(t, false);
  const refusal = await seller.refused("Orders.Submit", { path });
  assert.deepEqual(
    [refusal.codes, refusal.data],
    [["Payment.InvalidSpendingAccountID"], { SpendingAccountID: "budget" }],
  );
  assert.deepEqual(await balances(), [500, 500]);
  await seller.ok("Payments.Delete", { path });
  const own = { ID: "pay", Type: "SpendingAccount", SpendingAccountID: "budget" };
  await seller.accepted("Payments.Create", { path, body: own });
  await seller.ok("Orders.Submit", { path });
  assert.deepEqual(await balances(), [500, 400]);
});

test("a payment from a deleted buyer's account gives nothing to that of a later buyer with its ID", async (t) => {
  const { seller, path } = await moved(t, true);
  await seller.ok("Buyers.Delete", { path: { buyerID: "acme" } });
  await seller.ok("Buyers.Create", { body: { ID: "acme", Name: "New", Active: true, DefaultCatalogID: "acme" } });
  const account = { buyerID: "acme", spendingAccountID: "budget" };
  await seller.ok("SpendingAccounts.Create", { path: account, body: { ID: "budget", Name: "Budget", Balance: 1 } });
  await seller.ok("Payments.Delete", { path });
  assert.equal((await seller.ok("SpendingAccounts.Get", { path: account })).Balance, 1);
});
