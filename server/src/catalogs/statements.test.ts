import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { marketplace, recordStatements } from "@orderwell/testing";

/** Statements of one request, the two that open and close its transaction included, and how often it waits for answers. */
const bounds = {
  schedule: { statements: 2, trips: 1 },
  product: { statements: 6, trips: 1 },
  placed: { statements: 8, trips: 1 },
  // Whether it has another order is known with the first trip: what is written back as it is writes no row.
  reordered: { statements: 7, trips: 2 },
  again: { statements: 4, trips: 2 },
};

type Cost = (typeof bounds)["schedule"];

/** Counts what one call sends, but for what is deleted now and then. */
function counting(t: TestContext, marketplaceId: string): (call: () => Promise<unknown>) => Promise<Cost> {
  const sent = recordStatements(t, marketplaceId);
  return async (call) => {
    const { transactions } = await sent.during(call);
    return {
      statements: transactions.flatMap(({ statements }) =>
        statements.filter((text) => !/delete from product_change/.test(text)),
      ).length,
      trips: transactions.reduce((sum, { trips }) => sum + trips, 0),
    };
  };
}

/** Of several rounds what each call cost at least: what a process holds may be dropped, and read again, at any time. */
const least = <Round extends Readonly<Record<string, Cost>>>(
  rounds: readonly Round[],
): Readonly<Record<string, Cost>> =>
  Object.fromEntries(
    Object.keys(rounds[0] as Round).map((name) => [
      name,
      rounds
        .map((round) => round[name] as Cost)
        .reduce((one, other) => (other.statements < one.statements ? other : one)),
    ]),
  );

test("a price schedule, its product and the product's place in a category send no more statements than they need", async (t) => {
  const own = await marketplace(t);
  const { seller } = own;
  await seller.ok("Catalogs.Create", { body: { ID: "main", Name: "Main", Active: true } });
  await seller.ok("Categories.Create", { path: { catalogID: "main" }, body: { ID: "c", Name: "C", Active: true } });
  const counted = counting(t, own.id);
  const made = async (ID: string) => ({
    schedule: await counted(() =>
      seller.ok("PriceSchedules.Create", { body: { ID, Name: ID, PriceBreaks: [{ Quantity: 1, Price: 2 }] } }),
    ),
    product: await counted(() =>
      seller.ok("Products.Create", {
        body: {
          ID,
          Name: ID,
          Active: true,
          DefaultPriceScheduleID: ID,
          Inventory: { Enabled: true, QuantityAvailable: 5 },
        },
      }),
    ),
    placed: await counted(() =>
      seller.ok("Categories.SaveProductAssignment", {
        path: { catalogID: "main" },
        body: { CategoryID: "c", ProductID: ID },
      }),
    ),
    reordered: await counted(() =>
      seller.ok("Categories.SaveProductAssignment", {
        path: { catalogID: "main" },
        body: { CategoryID: "c", ProductID: ID, ListOrder: 2 },
      }),
    ),
    again: await counted(() =>
      seller.ok("Categories.SaveProductAssignment", {
        path: { catalogID: "main" },
        body: { CategoryID: "c", ProductID: ID, ListOrder: 2 },
      }),
    ),
  });
  // The first of its kind makes its class.
  await made("first");
  assert.deepEqual(least([await made("second"), await made("third"), await made("fourth")]), bounds);
});

test("what is plain is made in one trip, and replaced, changed and deleted in two", async (t) => {
  const own = await marketplace(t);
  const { seller } = own;
  const counted = counting(t, own.id);
  const handled = async (ID: string) => {
    const body = { ID, LastNumber: 1, LeftPaddingCount: 2, Name: "N" };
    const path = { path: { incrementorID: ID } };
    return {
      created: await counted(() => seller.ok("Incrementors.Create", { body })),
      saved: await counted(() => seller.ok("Incrementors.Save", { ...path, body: { ...body, Name: "M" } })),
      patched: await counted(() => seller.ok("Incrementors.Patch", { ...path, body: { LastNumber: 7 } })),
      deleted: await counted(() => seller.ok("Incrementors.Delete", path)),
    };
  };
  // Who sends a token, and who follows changes, is looked up once.
  await handled("first");
  const found = { statements: 4, trips: 2 };
  assert.deepEqual(least([await handled("second"), await handled("third"), await handled("fourth")]), {
    created: { statements: 2, trips: 1 },
    saved: found,
    patched: found,
    deleted: found,
  });
});
