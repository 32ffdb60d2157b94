import assert from "node:assert/strict";
import { test } from "node:test";
import { apiError } from "../errors/api-error.ts";
import type { TenantDb } from "./session.ts";
import { SharedTrips } from "./shared-trips.ts";
import type { Tenants } from "./tenants.ts";

/** Reads of numbers, of which 13 fails and -1 finds no connection, that return when they are let. */
function numbers() {
  const trips: { readonly items: readonly number[]; readonly of: string; readonly back: () => void }[] = [];
  const trip = async (of: string, items: readonly number[]): Promise<readonly string[]> => {
    const { promise, resolve } = Promise.withResolvers<void>();
    trips.push({ items, of, back: resolve });
    await promise;
    if (items.includes(13)) throw new Error("thirteen");
    if (items.includes(-1)) throw apiError("TooManyRequests");
    return items.map((item) => `${of}${item}`);
  };
  const shared = new SharedTrips<number, string>({
    alone: async ({ marketplaceId, terms }, item) => {
      if (terms.left?.()) throw apiError("Request.TakesTooLong");
      return (await trip(marketplaceId, [item]))[0] ?? "";
    },
    together: ({ marketplaceId }, items) => trip(marketplaceId, items),
  });
  const dbOf = (marketplaceId: string, left?: () => boolean) =>
    ({ marketplaceId, terms: { asker: "shopper", left } }) as TenantDb;
  const tenants = {
    transaction: (marketplaceId: string, _: string, work: (db: TenantDb) => unknown) => work(dbOf(marketplaceId)),
  } as unknown as Tenants;
  const read = (item: number, of = "a", left?: () => boolean) =>
    shared.read({ db: dbOf(of, left), services: { tenants } }, item);
  const turn = async () => {
    for (let times = 0; times < 2; times++) await new Promise((done) => setImmediate(done));
  };
  return { trips, read, turn };
}

test("whoever comes first goes at once, with all of the same turn; fewer who come meanwhile go together, in their order, once these are back, and never with another marketplace's", async (t) => {
  t.mock.method(performance, "now", () => 0);
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { trips, read, turn } = numbers();
  const all = [1, 2, 7].map((item) => read(item));
  const other = read(3, "b");
  await turn();
  all.push(read(4), read(5));
  await turn();
  assert.deepEqual(
    trips.map(({ of, items }) => [of, items]),
    [
      ["a", [1, 2, 7]],
      ["b", [3]],
    ],
  );
  for (const { back } of trips) back();
  await turn();
  assert.deepEqual(trips[2]?.items, [4, 5]);
  trips[2]?.back();
  assert.deepEqual(await Promise.all([...all, other]), ["a1", "a2", "a7", "a4", "a5", "b3"]);
  const next = read(6);
  await turn();
  assert.deepEqual(trips[3]?.items, [6], "alone again");
  trips[3]?.back();
  assert.equal(await next, "a6");
});

test("as many as are on their way do not wait for these to return", async (t) => {
  t.mock.method(performance, "now", () => 0);
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { trips, read, turn } = numbers();
  const all: Promise<string>[] = [];
  for (let item = 1; item <= 15; item++) {
    all.push(read(item + 100));
    await turn();
  }
  const numbersOf = () => trips.map(({ items }) => items.length);
  assert.deepEqual(numbersOf(), [1, 1, 2, 4], "seven of fifteen wait");
  trips[3]?.back();
  await turn();
  assert.deepEqual(numbersOf(), [1, 1, 2, 4, 7], "four are on their way");
  for (const { back } of trips) back();
  assert.deepEqual(
    await Promise.all(all),
    Array.from({ length: 15 }, (_, item) => `a${101 + item}`),
  );
});

test("at most 32 go together, and what does not return holds up fewer for five milliseconds, eight trips at a time", async (t) => {
  let now = 0;
  t.mock.method(performance, "now", () => now);
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { trips, read, turn } = numbers();
  const all = Array.from({ length: 300 }, (_, item) => read(100 + item));
  const pass = (ms: number) => {
    now += ms;
    t.mock.timers.tick(ms);
  };
  await turn();
  pass(4);
  assert.deepEqual(
    trips.map(({ items }) => items.length),
    [32, 32, 32, 32, 32],
    "140 wait for 160",
  );
  pass(1);
  assert.equal(trips.length, 6);
  for (let round = 0; round < 20; round++) pass(5);
  assert.equal(trips.length, 8);
  for (let answered = 0; answered < trips.length; ) {
    trips[answered++]?.back();
    await turn();
    pass(5);
  }
  const found = await Promise.all(all);
  assert.deepEqual(
    found,
    Array.from({ length: 300 }, (_, item) => `a${100 + item}`),
  );
});

test("no more than 500 wait for a trip: others go by themselves, to be refused where too many wait", async (t) => {
  t.mock.method(performance, "now", () => 0);
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { trips, read, turn } = numbers();
  const all = Array.from({ length: 503 }, (_, item) => read(100 + item));
  assert.deepEqual(
    trips.map(({ items }) => items),
    [[600], [601], [602]],
  );
  await turn();
  for (let answered = 0; answered < trips.length; await turn()) trips[answered++]?.back();
  assert.equal(trips.length, 3 + Math.ceil(500 / 32));
  assert.deepEqual(
    await Promise.all(all),
    Array.from({ length: 503 }, (_, item) => `a${100 + item}`),
  );
});

test("what weighs more takes the room of others, and goes alone where there is not enough", async (t) => {
  t.mock.method(performance, "now", () => 0);
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const trips: (readonly number[])[] = [];
  const shared = new SharedTrips<number, number>({
    alone: async (_, item) => {
      trips.push([item]);
      return item;
    },
    together: async (_, items) => {
      trips.push(items);
      return items;
    },
    weightOf: (item) => item,
  });
  const db = { marketplaceId: "a", terms: { asker: "shopper" } } as TenantDb;
  const tenants = { transaction: (_: string, __: string, work: (db: TenantDb) => unknown) => work(db) };
  const services = { tenants: tenants as unknown as Tenants };
  const all = [40, 20, 12, 1, 31].map((item) => shared.read({ db, services }, item));
  assert.deepEqual(await Promise.all(all), [40, 20, 12, 1, 31]);
  assert.deepEqual(trips, [[40], [20, 12], [1, 31]]);
});

test("a read that fails fails for whoever asked for it alone", async (t) => {
  t.mock.method(performance, "now", () => 0);
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { trips, read, turn } = numbers();
  const all = Promise.allSettled([1, 12, 13, 14].map((item) => read(item)));
  for (let answered = 0; answered < 5; ) {
    for (; answered < trips.length; answered++) trips[answered]?.back();
    await turn();
  }
  assert.deepEqual(
    (await all).map((one) => (one.status === "fulfilled" ? one.value : one.reason.message)),
    ["a1", "a12", "thirteen", "a14"],
  );
});

test("those who were to go with a trip that finds no connection are refused with it, and do not ask again", async (t) => {
  t.mock.method(performance, "now", () => 0);
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { trips, read, turn } = numbers();
  const first = read(1);
  await turn();
  const all = Promise.allSettled([first, read(-1), read(2)]);
  for (let answered = 0; answered < trips.length; answered++) {
    trips[answered]?.back();
    await turn();
  }
  assert.deepEqual(
    (await all).map((one) => (one.status === "fulfilled" ? one.value : one.reason.code)),
    ["a1", "TooManyRequests", "TooManyRequests"],
  );
  assert.equal(trips.length, 2);
});

test("whose client goes while they wait takes no place, and others go all the same", async (t) => {
  t.mock.method(performance, "now", () => 0);
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { trips, read, turn } = numbers();
  let gone = false;
  const first = [1, 5, 6, 7].map((item) => read(item));
  await turn();
  const others = Promise.allSettled([read(2, "a", () => gone), read(3), read(4)]);
  gone = true;
  trips[0]?.back();
  await turn();
  assert.deepEqual(trips[1]?.items, [3, 4]);
  trips[1]?.back();
  assert.equal((await Promise.all(first)).length, 4);
  assert.deepEqual(
    (await others).map((one) => (one.status === "fulfilled" ? one.value : one.reason.code)),
    ["Request.TakesTooLong", "a3", "a4"],
  );
});
