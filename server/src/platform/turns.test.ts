import assert from "node:assert/strict";
import { mock, test } from "node:test";
import type { ApiError } from "./errors/api-error.ts";
import { type Entrant, type TurnBounds, Turns } from "./turns.ts";

const bounds: TurnBounds = { size: 10, heavySize: 3, waitMs: 1_000, waitingEach: 20, waitingAll: 50 };

const settled = () => new Promise((resolve) => setImmediate(resolve));

/** Turns, and whose have begun, in order. */
function play(given: Partial<TurnBounds> = {}, now?: () => number) {
  const turns = new Turns({ ...bounds, ...given }, now);
  const begun: string[] = [];
  const refused: string[] = [];
  const enter = (marketplaceId: string, more: Partial<Entrant> = {}) => {
    const waiting = turns.enter({ marketplaceId, heavy: false, ...more });
    const name = more.heavy ? `${marketplaceId}!` : marketplaceId;
    if (waiting === undefined) begun.push(name);
    else
      waiting.then(
        () => begun.push(name),
        (error) => refused.push(`${name} ${(error as ApiError).code}`),
      );
  };
  const many = (count: number, marketplaceId: string, more?: Partial<Entrant>) => {
    for (let index = 0; index < count; index++) enter(marketplaceId, more);
  };
  const leave = (marketplaceId: string, heavy = false) => turns.leave({ marketplaceId, heavy });
  return { turns, begun, refused, enter, many, leave };
}

test("one marketplace never takes everything, nor do two: there is a turn for one that comes anew", () => {
  for (const busy of [1, 2]) {
    const { begun, many } = play();
    for (let index = 0; index < busy; index++) many(15, `busy-${index}`);
    const held = begun.length;
    assert.ok(held < bounds.size, `${busy} busy ones hold ${held}`);
    assert.ok(busy > 1 || held === 8, "alone, it gets most");
    many(1, "anew");
    assert.equal(begun.at(-1), "anew");
  }
});

test("where many marketplaces take everything, the next turn is for one that has none", async () => {
  const { begun, many, leave } = play();
  for (const name of ["a", "b", "c"]) many(15, name);
  assert.equal(begun.length, bounds.size);
  many(1, "anew");
  leave("a");
  await settled();
  assert.equal(begun.at(-1), "anew");
});

test("what waits goes in rotation of the marketplaces, in order within each", async () => {
  const { begun, many, leave } = play({ size: 1 });
  many(1, "first");
  many(3, "a");
  many(2, "b");
  many(1, "c");
  for (const ended of ["first", "a", "b", "c", "a", "b", "a"]) {
    leave(ended);
    await settled();
  }
  assert.deepEqual(begun, ["first", "a", "b", "c", "a", "b", "a"]);
});

test("heavy turns come behind light ones, of whatever marketplace, and leave most of the room to them", async () => {
  const { turns, begun, many, leave } = play();
  many(5, "a", { heavy: true });
  assert.equal(turns.figures.heavy, 2, "of one marketplace");
  many(5, "b", { heavy: true });
  assert.equal(turns.figures.heavy, 3, "of all");
  many(4, "a");
  assert.equal(begun.filter((name) => name === "a").length, 4, "its light ones do not wait for its heavy ones");
  const single = play({ size: 1, heavySize: 1 });
  single.many(1, "a");
  single.many(1, "a", { heavy: true });
  single.many(1, "b");
  single.leave("a");
  await settled();
  assert.deepEqual(single.begun, ["a", "b"]);
  leave("a", true);
});

test("who finds no room to wait, or waits too long, is told whether what they do themselves is in the way", async (t) => {
  mock.timers.enable({ apis: ["setTimeout"] });
  t.after(() => mock.timers.reset());
  let time = 0;
  const { turns, refused, enter, many } = play({ size: 1, waitingEach: 2, waitingAll: 3 }, () => time);
  many(4, "a");
  many(2, "b");
  await settled();
  assert.deepEqual(refused.splice(0), ["a TooManyRequests", "b Api.Busy"]);
  time = 999;
  mock.timers.tick(100);
  await settled();
  assert.deepEqual(refused, []);
  time = 1_000;
  mock.timers.tick(100);
  await settled();
  assert.deepEqual(refused, ["a TooManyRequests", "a TooManyRequests", "b Api.Busy"]);
  assert.deepEqual(turns.figures.refused, { full: 2, late: 3 });
  assert.equal(turns.figures.waiting, 0);
  enter("b");
  assert.equal(turns.figures.waiting, 1, "there is room again");
});

test("who has gone while they waited takes no turn", async (t) => {
  mock.timers.enable({ apis: ["setTimeout"] });
  t.after(() => mock.timers.reset());
  const { turns, begun, enter, leave } = play({ size: 1 }, () => 0);
  let gone = false;
  enter("a");
  enter("b", { left: () => gone });
  enter("c");
  gone = true;
  mock.timers.tick(100);
  await settled();
  leave("a");
  await settled();
  assert.deepEqual([begun, turns.figures.waiting, turns.figures.running], [["a", "c"], 0, 1]);
});

test("whatever comes and goes, turns are never more than there are, all waiting is served, and nothing is remembered of it", async () => {
  let seed = 7;
  const random = (below: number): number => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed % below;
  };
  const turns = new Turns({ ...bounds, waitingEach: 1_000, waitingAll: 10_000 });
  const open: { marketplaceId: string; heavy: boolean }[] = [];
  let served = 0;
  for (let step = 0; step < 3_000; step++) {
    if (random(5) < 3) {
      const entrant = { marketplaceId: `m${random(6)}`, heavy: random(4) === 0 };
      const begin = () => {
        served++;
        open.push(entrant);
      };
      const waiting = turns.enter(entrant);
      if (waiting === undefined) begin();
      else void waiting.then(begin);
    } else {
      await settled();
      const ended = open.splice(random(Math.max(1, open.length)), 1)[0];
      if (ended !== undefined) turns.leave(ended);
    }
    assert.ok(turns.figures.running <= bounds.size && turns.figures.heavy <= bounds.heavySize);
  }
  await settled();
  const { waiting, waitingHeavy } = turns.figures;
  const before = served;
  while (open.length > 0) {
    turns.leave(open.pop() as { marketplaceId: string; heavy: boolean });
    await settled();
  }
  assert.equal(served - before, waiting + waitingHeavy);
  assert.deepEqual(turns.figures, { running: 0, heavy: 0, waiting: 0, waitingHeavy: 0, refused: { full: 0, late: 0 } });
});
