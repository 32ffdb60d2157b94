import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { priceBreak, shop } from "@orderwell/testing";

/** Buyer `acme` in US dollars with group `ca` in Canadian ones, and a schedule of each currency and of none. */
async function twoCurrencies(t: TestContext) {
  const own = await shop(t);
  const { seller, shopper } = own;
  await own.product("p", {}, null);
  await seller.ok("UserGroups.Create", { path: { buyerID: "acme" }, body: { ID: "ca", Name: "Canada" } });
  for (const [ID, Currency, UserGroupID] of [
    ["us", "USD", null],
    ["ca", "CAD", "ca"],
  ] as const) {
    await seller.ok("Locales.Create", { body: { ID, Currency } });
    await seller.ok("Locales.SaveAssignment", { body: { LocaleID: ID, BuyerID: "acme", UserGroupID } });
  }
  for (const Currency of ["usd", "CAD", null])
    await seller.accepted("PriceSchedules.Create", {
      body: { ID: `in-${Currency}`, Name: "Price", Currency, PriceBreaks: [priceBreak(1, "5")] },
    });
  const { ID: userId } = await shopper.ok("Me.Get");
  return {
    ...own,
    join: () =>
      seller.ok("UserGroups.SaveUserAssignment", {
        path: { buyerID: "acme" },
        body: { UserGroupID: "ca", UserID: userId },
      }),
    assign: (PriceScheduleID: string, UserGroupID?: string) => ({
      body: { ProductID: "p", BuyerID: "acme", UserGroupID, PriceScheduleID },
    }),
  };
}

test("a party is given prices in its own currency only: the group's locale before the buyer's", async (t) => {
  const { seller, assign } = await twoCurrencies(t);
  const code = async (schedule: string, group?: string) =>
    (await seller.refused("Products.SaveAssignment", assign(schedule, group))).code;
  for (const schedule of ["in-CAD", "in-null"])
    assert.equal(await code(schedule), "PriceSchedule.CurrencyMismatch", schedule);
  for (const schedule of ["in-usd", "in-null"])
    assert.equal(await code(schedule, "ca"), "PriceSchedule.CurrencyMismatch", schedule);
  await seller.ok("Products.SaveAssignment", assign("in-usd"));
  await seller.ok("Products.SaveAssignment", assign("in-CAD", "ca"));
  const path = { priceScheduleID: "in-CAD" };
  const refused = await seller.refused("PriceSchedules.Patch", { path, body: { Currency: "EUR" } });
  assert.equal(refused.code, "PriceSchedule.CannotModifyCurrency");
  await seller.ok("PriceSchedules.Patch", { path, body: { Currency: "cad" } });
});

test("the group's locale is the user's, and its currency decides their prices, until the locale is gone", async (t) => {
  const { seller, shopper, join, assign } = await twoCurrencies(t);
  await seller.ok("Products.SaveAssignment", assign("in-usd"));
  await seller.ok("Products.SaveAssignment", assign("in-CAD", "ca"));
  const shown = async () => {
    const { Locale } = await shopper.ok("Me.Get");
    const { PriceSchedule } = await shopper.ok("Me.GetProduct", { path: { productID: "p" } });
    return [Locale?.ID, PriceSchedule?.ID];
  };
  assert.deepEqual(await shown(), ["us", "in-usd"]);
  await join();
  assert.deepEqual(await shown(), ["ca", "in-CAD"]);
  await seller.ok("Locales.Delete", { path: { localeID: "ca" } });
  assert.deepEqual(await shown(), ["us", "in-usd"]);
});

test("a default price of another currency is no error, it only does not apply", async (t) => {
  const { seller, shopper } = await twoCurrencies(t);
  await seller.ok("Products.Patch", { path: { productID: "p" }, body: { DefaultPriceScheduleID: "in-CAD" } });
  assert.equal((await shopper.ok("Me.GetProduct", { path: { productID: "p" } })).PriceSchedule, null);
  await seller.ok("PriceSchedules.Patch", { path: { priceScheduleID: "in-CAD" }, body: { Currency: "USD" } });
  assert.equal((await shopper.ok("Me.GetProduct", { path: { productID: "p" } })).PriceSchedule?.ID, "in-CAD");
});
