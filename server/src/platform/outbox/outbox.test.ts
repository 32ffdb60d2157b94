import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, before, suite, type TestContext, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { until as soon, testDatabaseUrl } from "@orderwell/testing";
import type pg from "pg";
import { type Database, openDatabase } from "../db/database.ts";
import { SecretBox } from "../secret-box.ts";
import type { Attempt, Subscriber } from "./delivery.ts";
import { listDeadLetters, Outbox, purgeDeliveries, redeliver } from "./outbox.ts";
import { sealPayload } from "./payload.ts";
import { type AnnouncingDb, claim, sealDeliveries } from "./store.ts";

const secrets = new SecretBox("a secret key for tests only");
const quick = { firstDelayMs: 20, longestDelayMs: 40 };

suite("the outbox", () => {
  let database: Database;
  let pool: pg.Pool;
  before(async () => {
    database = await openDatabase(await testDatabaseUrl());
    pool = database.system;
  });
  after(() => database.close());

  const unique = (name: string) => `${name}-${randomBytes(6).toString("hex")}`;

  /** An outbox as one process has it; several of them share a subscriber's name. A lease outlasts what a busy machine adds. */
  function start(t: TestContext, subscriber: Subscriber, leaseMs = 60_000): Outbox {
    const outbox = new Outbox(secrets);
    outbox.subscribe(subscriber);
    outbox.start(pool, { pollMs: 20, leaseMs, log: () => undefined });
    t.after(() => outbox.stop());
    return outbox;
  }

  const direct: AnnouncingDb = { run: ({ text, values }) => pool.query(text, [...values]) };

  const until = (condition: () => boolean | Promise<boolean>) => soon(condition, "it does not happen");

  const waiting = async (subscriber: string) => {
    const text = "select count(*)::int as n from outbox.delivery where subscriber = $1 and ended_at is null";
    return (await pool.query<{ n: number }>(text, [subscriber])).rows[0]!.n;
  };

  test("what is announced in a transaction is delivered if it commits, and never if it does not", async (t) => {
    const seen: unknown[] = [];
    const name = unique("webhooks");
    const outbox = start(t, { name, types: ["Saved"], deliver: async ({ payload }) => void seen.push(payload) });
    const client = await pool.connect();
    const within: AnnouncingDb = { run: ({ text, values }) => client.query(text, [...values]) };
    for (const [end, payload] of [
      ["rollback", { text: "lost" }],
      ["commit", { text: "kept", amount: "12.50" }],
    ] as const) {
      await client.query("begin");
      await outbox.announce(within, "m", [{ type: "Saved", key: end, payload }]);
      await sleep(60);
      assert.deepEqual(seen, []);
      await client.query(end);
    }
    client.release();
    outbox.wake();
    await until(() => seen.length === 1);
    assert.deepEqual(seen, [{ text: "kept", amount: "12.50" }]);
    await until(async () => (await waiting(name)) === 0);
  });

  test("each key is delivered in order, one at a time, whoever delivers and whatever fails between", async (t) => {
    const seen = new Map<string, number[]>();
    const active = new Set<string>();
    const name = unique("ordered");
    let failures = 0;
    const subscriber: Subscriber = {
      ...quick,
      name,
      types: ["Changed"],
      concurrency: 4,
      async deliver({ key, payload, attempt }: Attempt) {
        assert.equal(active.has(key), false, "two deliveries of one key at the same time");
        active.add(key);
        await sleep(Math.random() * 5);
        active.delete(key);
        const { n } = payload as { n: number };
        if (attempt === 1 && n % 7 === 3) {
          failures++;
          throw new Error("try again");
        }
        seen.set(key, [...(seen.get(key) ?? []), n]);
      },
    };
    const [one] = [start(t, subscriber), start(t, subscriber), start(t, subscriber)];
    for (let n = 0; n < 20; n++) {
      for (const key of ["a", "b", "c", "d", "e"]) {
        await one.announce(direct, "m", [{ type: "Changed", key, payload: { n } }]);
      }
    }
    await until(async () => (await waiting(name)) === 0);
    assert.equal(failures, 15);
    assert.deepEqual([...seen.keys()].sort(), ["a", "b", "c", "d", "e"]);
    for (const order of seen.values())
      assert.deepEqual(
        order,
        Array.from({ length: 20 }, (_, n) => n),
      );
  });

  test("what keeps failing becomes a dead letter, lets the next one pass, and can be sent again", async (t) => {
    const seen: unknown[] = [];
    const [name, marketplaceId] = [unique("dead"), unique("marketplace")];
    let broken = true;
    const outbox = start(t, {
      ...quick,
      name,
      types: ["Changed"],
      attempts: 3,
      async deliver({ payload, attempt }) {
        if (payload === "first" && broken) throw new Error(`refused ${attempt}`);
        seen.push(payload);
      },
    });
    for (const payload of ["first", "second"]) {
      await outbox.announce(direct, marketplaceId, [{ type: "Changed", key: "k", payload }]);
    }
    await until(() => seen.length === 1);
    const [letter, ...others] = await listDeadLetters(pool, marketplaceId);
    assert.deepEqual(others, []);
    assert.equal(letter?.error, "refused 3");
    assert.equal(letter?.attempts, 3);
    broken = false;
    assert.equal(await redeliver(pool, unique("other"), letter!.id), false);
    assert.equal(await redeliver(pool, marketplaceId, letter!.id), true);
    await until(() => seen.length === 2);
    assert.deepEqual(seen, ["second", "first"]);
    assert.deepEqual(await listDeadLetters(pool, marketplaceId), []);
  });

  test("one subscriber's failure does not hold up another's delivery of the same announcement", async (t) => {
    const seen: string[] = [];
    const outbox = new Outbox(secrets);
    const [failing, fine] = [unique("failing"), unique("fine")];
    outbox.subscribe({
      name: failing,
      types: ["Changed"],
      attempts: 99,
      deliver: () => Promise.reject(new Error("no")),
    });
    outbox.subscribe({ name: fine, types: ["Changed"], deliver: async ({ type }) => void seen.push(type) });
    outbox.start(pool, { pollMs: 20, log: () => undefined });
    t.after(() => outbox.stop());
    await outbox.announce(direct, "m", [{ type: "Changed", key: "k", payload: null }]);
    await outbox.announce(direct, "m", [{ type: "Unheard", key: "k", payload: null }]);
    await until(() => seen.length === 1);
    assert.equal(await waiting(failing), 1);
    await pool.query("delete from outbox.delivery where subscriber = $1", [failing]);
  });

  /** Tells at once where the target is `quick`, and when that is over, without an answer, where it hangs. */
  function telling(
    name: string,
    hanging: Promise<unknown>,
    seen: string[],
    active = new Map<string, number>(),
  ): Subscriber {
    return {
      ...quick,
      name,
      types: ["Changed"],
      attempts: 99,
      concurrency: 8,
      perTarget: 3,
      targetOf: ({ payload }) => (payload as { target: string }).target,
      isSilence: (error) => (error as Error).message === "silence",
      async deliver({ marketplaceId, payload }) {
        const { target } = payload as { target: string };
        const place = `${marketplaceId} ${target}`;
        active.set(place, (active.get(place) ?? 0) + 1);
        seen.push(place);
        try {
          if (target.startsWith("quick")) return;
          await hanging;
          throw new Error("silence");
        } finally {
          active.set(place, (active.get(place) ?? 0) - 1);
        }
      },
    };
  }

  /** Targets, and what waits for each, as the database holds it. */
  const sealedFor = (targets: readonly string[]): [readonly string[], readonly string[]] => [
    targets,
    targets.map((target) => sealPayload(secrets, JSON.stringify({ target }))),
  ];

  test("a target that never answers is left alone though each delivery to it has ended", async (t) => {
    const name = unique("unanswered");
    let asked = 0;
    const outbox = start(t, {
      ...quick,
      name,
      types: ["Changed"],
      targetOf: () => "service",
      async deliver() {
        asked++;
        return { unanswered: true };
      },
    });
    t.after(() => pool.query("delete from outbox.delivery where subscriber = $1", [name]));
    for (let n = 0; n < 12; n++) await outbox.announce(direct, "m", [{ type: "Changed", key: `k${n}`, payload: null }]);
    outbox.wake();
    await until(() => asked >= 5);
    await sleep(300);
    assert.ok(asked < 12, `${asked} attempts`);
    const [figures] = outbox.figures;
    assert.deepEqual([figures?.openCircuits, figures?.ended.delivered], [1, 0]);
    const { rows } = await pool.query(
      "select count(*)::int as ended from outbox.delivery where subscriber = $1 and ended_at is not null and not dead",
      [name],
    );
    assert.equal(rows[0].ended, asked, "each is done, and not tried again");
  });

  test("targets of one marketplace that hang, with thousands waiting, hold up neither another marketplace nor another target", async (t) => {
    const name = unique("hanging");
    const seen: string[] = [];
    const hanging = Promise.withResolvers<void>();
    t.after(() => hanging.resolve());
    const outbox = start(t, telling(name, hanging.promise, seen));
    t.after(() => pool.query("delete from outbox.delivery where subscriber = $1", [name]));
    await pool.query(
      `insert into outbox.delivery (marketplace_id, subscriber, target, type, key, payload, due_at)
       select 'a-hanging', $1, target, 'Changed', n::text || target, payload::json, now() - interval '1 hour'
       from generate_series(1, 1500) n, unnest($2::text[], $3::text[]) as told (target, payload)`,
      [name, ...sealedFor(["hanging-1", "hanging-2"])],
    );
    outbox.wake();
    await until(() => seen.length >= 3);
    for (const [marketplaceId, target] of [
      ["b", "quick"],
      ["a-hanging", "quick"],
      ["z", "quick"],
    ] as const) {
      for (let n = 0; n < 5; n++) {
        const told = seen.filter((one) => one === `${marketplaceId} ${target}`).length;
        await outbox.announce(direct, marketplaceId, [{ type: "Changed", key: `${n}`, payload: { target } }]);
        outbox.wake();
        await until(() => seen.filter((one) => one === `${marketplaceId} ${target}`).length > told);
        if (marketplaceId === "a-hanging") break;
      }
    }
    const asked = seen.filter((one) => one.startsWith("a-hanging hanging"));
    assert.ok(asked.length <= 4, "no more than half of the attempts at a time");
  });

  test("a target that stays silent is left alone, then tried by one attempt, and gets all that waited once it answers", async (t) => {
    const name = unique("silent");
    const marketplaceId = unique("m");
    const outbox = new Outbox(secrets);
    let silent = true;
    let [active, most] = [0, 0];
    /** When it was asked. */
    const asked: number[] = [];
    outbox.subscribe({
      ...quick,
      name,
      types: ["Changed"],
      attempts: 99,
      perTarget: 2,
      isSilence: () => true,
      async deliver() {
        asked.push(performance.now());
        most = Math.max(most, ++active);
        await sleep(20);
        active--;
        if (silent) throw new Error("silence");
      },
    });
    outbox.start(pool, {
      pollMs: 20,
      log: () => undefined,
      circuit: { silences: 3, firstPauseMs: 400, longestPauseMs: 400 },
    });
    t.after(() => outbox.stop());
    for (let n = 0; n < 30; n++)
      await outbox.announce(direct, marketplaceId, [{ type: "Changed", key: `k${n}`, payload: n }]);
    outbox.wake();
    await until(() => outbox.figures[0]?.openCircuits === 1);
    // What had been taken by then goes on; the next attempt comes after the pause.
    const ofPause = () => asked.findIndex((at, index) => index > 0 && at - (asked[index - 1] ?? 0) >= 380);
    await until(() => ofPause() > 0 && active === 0);
    assert.ok(ofPause() <= 5, `${ofPause()} before it was left alone`);
    most = 0;
    const before = asked.length;
    await until(() => asked.length > before);
    assert.equal(most, 1);
    silent = false;
    await until(async () => (await waiting(name)) === 0);
    assert.deepEqual([outbox.figures[0]?.openCircuits, outbox.figures[0]?.ended.delivered], [0, 30]);
  });

  test("every marketplace has its turn, however many wait, and every target of one that has many", async (t) => {
    const name = unique("many");
    const seen: string[] = [];
    t.after(() => pool.query("delete from outbox.delivery where subscriber = $1", [name]));
    await pool.query(
      `insert into outbox.delivery (marketplace_id, subscriber, target, type, key, payload)
       select 'm' || m, $1, target, 'Changed', n::text, payload::json
       from generate_series(1, 150) m, unnest($2::text[], $3::text[]) with ordinality as told (target, payload, n)
       where n <= case when m = 7 then 40 else 1 end`,
      [name, ...sealedFor(Array.from({ length: 40 }, (_, n) => `quick-${n + 1}`))],
    );
    start(t, telling(name, Promise.resolve(), seen));
    await until(async () => (await waiting(name)) === 0);
    assert.equal(new Set(seen).size, 189);
  });

  test("a process that is for some marketplaces leaves what waits in others as it is", async (t) => {
    const name = unique("own");
    const [own, foreign] = [unique("m"), unique("m")];
    const seen: string[] = [];
    t.after(() => pool.query("delete from outbox.delivery where subscriber = $1", [name]));
    const outbox = new Outbox(secrets);
    const deliver = async ({ marketplaceId }: Attempt) => void seen.push(marketplaceId);
    outbox.subscribe({ name, types: ["Changed"], deliver });
    for (const marketplaceId of [foreign, own])
      await outbox.announce(direct, marketplaceId, [{ type: "Changed", key: "k", payload: 1 }]);
    outbox.start(pool, { pollMs: 20, log: () => undefined, isFor: (marketplaceId) => marketplaceId === own });
    t.after(() => outbox.stop());
    await until(() => seen.length > 0);
    await outbox.announce(direct, own, [{ type: "Changed", key: "k", payload: 2 }]);
    await until(() => seen.length > 1);
    assert.deepEqual(seen, [own, own]);
    const { rows } = await pool.query(
      "select marketplace_id, attempts from outbox.delivery where subscriber = $1 and ended_at is null",
      [name],
    );
    assert.deepEqual(rows, [{ marketplace_id: foreign, attempts: 0 }]);
  });

  test("what is due for a day to a target that never answers is given up, and what was tried meanwhile is not", async (t) => {
    const [name, marketplaceId] = [unique("untried"), unique("m")];
    t.after(() => pool.query("delete from outbox.delivery where subscriber = $1", [name]));
    for (const hours of [25, 23])
      await pool.query(
        `insert into outbox.delivery (marketplace_id, subscriber, type, key, payload, due_at)
         values ($1, $2, 'Changed', $3, '1', now() - $4 * interval '1 hour')`,
        [marketplaceId, name, `k${hours}`, hours],
      );
    await purgeDeliveries(pool);
    assert.deepEqual(
      (await listDeadLetters(pool, marketplaceId)).map(({ key, error }) => [key, error]),
      [["k25", "The target did not answer"]],
    );
  });

  test("the work of a process that died is done by another once its lease ends", async (t) => {
    const name = unique("leases");
    const announced = new Outbox(secrets);
    announced.subscribe({ name, types: ["Changed"], deliver: async () => undefined });
    await announced.announce(direct, "m", [{ type: "Changed", key: "k", payload: 1 }]);
    const claimed = performance.now();
    assert.equal((await claim(pool, name, [{ marketplaceId: "m", target: "-", count: 5 }], 300)).length, 1);
    const attempts: number[] = [];
    let at = 0;
    start(t, {
      name,
      types: ["Changed"],
      async deliver({ attempt }) {
        attempts.push(attempt);
        at = performance.now();
      },
    });
    await until(() => attempts.length === 1);
    assert.deepEqual(attempts, [2]);
    assert.ok(at - claimed >= 299, `${at - claimed} ms`);
  });

  test("a delivery that takes longer than a lease keeps it", async (t) => {
    const name = unique("long");
    let calls = 0;
    const text = "select extract(epoch from due_at) as due from outbox.delivery where subscriber = $1";
    const leased = async () => Number((await pool.query<{ due: string }>(text, [name])).rows[0]?.due);
    const subscriber: Subscriber = {
      name,
      types: ["Changed"],
      async deliver() {
        calls++;
        // Longer than the first one, which is extended three times in its course.
        for (const _ of [1, 2, 3, 4]) {
          const before = await leased();
          await until(async () => (await leased()) > before);
        }
      },
    };
    const one = start(t, subscriber, 8_000);
    start(t, subscriber, 8_000);
    await one.announce(direct, "m", [{ type: "Changed", key: "k", payload: 1 }]);
    await until(async () => (await waiting(name)) === 0);
    assert.equal(calls, 1);
  });

  test("stopping waits for the delivery under way", async (t) => {
    let state = "";
    const outbox = start(t, {
      name: unique("stopping"),
      types: ["Changed"],
      async deliver() {
        state = "begun";
        await sleep(300);
        state = "ended";
      },
    });
    await outbox.announce(direct, "m", [{ type: "Changed", key: "k", payload: 1 }]);
    await until(() => state === "begun");
    await outbox.stop();
    assert.equal(state, "ended");
  });

  test("a request may announce for its own marketplace, and neither for another nor read what waits", async (t) => {
    const seen: string[] = [];
    const outbox = start(t, {
      name: unique("tenants"),
      types: ["Changed"],
      deliver: async ({ marketplaceId }) => void seen.push(marketplaceId),
    });
    const announce = (marketplaceId: string) =>
      database.tenants.transaction("mine", "write", (db) =>
        outbox.announce(db, marketplaceId, [{ type: "Changed", key: "k", payload: 1 }]),
      );
    const run = (text: string) => database.tenants.transaction("mine", "write", (db) => db.run({ text, values: [] }));
    await assert.rejects(announce("theirs"), /row-level security/);
    await announce("mine");
    await assert.rejects(run("select * from outbox.delivery"), /permission denied/);
    await assert.rejects(run("update outbox.delivery set dead = true"), /permission denied/);
    await assert.rejects(run("select * from jobs.job"), /permission denied|does not exist/);
    await until(() => seen.length > 0);
    assert.deepEqual(seen, ["mine"]);
  });

  suite("a subscriber that says what it is wanted by", () => {
    const wanted = (marketplaceId: string) => `select from (values ('${marketplaceId}')) as m (id) where id = $1`;
    const stored = async (marketplaceId: string): Promise<string[]> => {
      const text = "select subscriber from outbox.delivery where marketplace_id = $1 order by id";
      const { rows } = await pool.query<{ subscriber: string }>(text, [marketplaceId]);
      return rows.map(({ subscriber }) => subscriber);
    };
    const one = { type: "Sent", key: "a", payload: {} };
    const deliver = async () => {};

    test("is told where that holds, and nothing is stored for it elsewhere", async () => {
      const [wishing, other] = [unique("wishing"), unique("other")];
      const outbox = new Outbox(secrets);
      outbox.subscribe({ name: "picky", types: ["Sent"], wanted: wanted(wishing), deliver });
      outbox.subscribe({ name: "all", types: ["Sent"], deliver });
      for (const marketplaceId of [wishing, other]) await outbox.announce(direct, marketplaceId, [one]);
      assert.deepEqual(await stored(wishing), ["picky", "all"]);
      assert.deepEqual(await stored(other), ["all"]);
    });

    test("has whoever passes things on to it told where it is, and whoever passes on to nobody never", async () => {
      const [first, second, other] = [unique("first"), unique("second"), unique("other")];
      const outbox = new Outbox(secrets);
      outbox.subscribe({ name: "passes", types: ["Sent"], passesOn: ["News", "Mail"], deliver });
      outbox.subscribe({ name: "vain", types: ["Sent"], passesOn: ["Nobody hears this"], deliver });
      outbox.subscribe({ name: "news", types: ["News"], wanted: wanted(first), deliver });
      outbox.subscribe({ name: "mail", types: ["Mail"], wanted: wanted(second), deliver });
      for (const marketplaceId of [first, second, other]) await outbox.announce(direct, marketplaceId, [one]);
      assert.deepEqual([await stored(first), await stored(second), await stored(other)], [["passes"], ["passes"], []]);
    });
  });

  test("what waits in the database is sealed, and what waited there before that is sealed and delivered", async (t) => {
    const seen: unknown[] = [];
    const [name, marketplaceId] = [unique("sealed"), unique("marketplace")];
    const silent = new Outbox(secrets);
    silent.subscribe({ name, types: ["Sent"], deliver: async () => {} });
    await silent.announce(direct, marketplaceId, [{ type: "Sent", key: "a", payload: { Code: "reset-code-8841" } }]);
    await pool.query(
      `insert into outbox.delivery (marketplace_id, subscriber, type, key, payload)
       values ($1, $2, 'Sent', 'b', '{"Code":"reset-code-1147"}')`,
      [marketplaceId, name],
    );
    await sealDeliveries(pool, secrets);
    const { rows } = await pool.query<{ row: string }>(
      "select d::text as row from outbox.delivery d where marketplace_id = $1",
      [marketplaceId],
    );
    assert.equal(rows.length, 2);
    for (const { row } of rows) assert.doesNotMatch(row, /reset-code|Code/);
    start(t, { name, types: ["Sent"], deliver: async ({ payload }) => void seen.push(payload) });
    await until(() => seen.length === 2);
    assert.deepEqual(seen, [{ Code: "reset-code-8841" }, { Code: "reset-code-1147" }]);
  });

  test("what was sealed with another key is given up rather than delivered as something else", async (t) => {
    const [name, marketplaceId] = [unique("other"), unique("marketplace")];
    const other = new Outbox(new SecretBox("the key of somebody else"));
    other.subscribe({ name, types: ["Sent"], deliver: async () => {} });
    await other.announce(direct, marketplaceId, [{ type: "Sent", key: "a", payload: { Code: "x" } }]);
    start(t, { ...quick, name, types: ["Sent"], attempts: 1, deliver: async () => assert.fail("it was delivered") });
    await until(async () => (await listDeadLetters(pool, marketplaceId)).length === 1);
    assert.match((await listDeadLetters(pool, marketplaceId))[0]!.error, /another ORDERWELL_SECRET_KEY/);
  });

  test("purging deletes what ended long ago and nothing else", async () => {
    const name = unique("purge");
    const row = (ended: string, dead: boolean) =>
      pool.query(
        `insert into outbox.delivery (marketplace_id, subscriber, type, key, payload, announced_at, ended_at, dead)
         values ('m', $1, 'Changed', 'k', '1', now() - interval '90 days', ${ended}, $2)`,
        [name, dead],
      );
    await row("now() - interval '4 days'", false);
    await row("now() - interval '2 days'", false);
    await row("now() - interval '31 days'", true);
    await row("now() - interval '29 days'", true);
    await row("null", false);
    const purged = await purgeDeliveries(pool);
    assert.ok(purged.done >= 1 && purged.dead >= 1);
    const { rows } = await pool.query("select 1 from outbox.delivery where subscriber = $1", [name]);
    assert.equal(rows.length, 3);
    await pool.query("delete from outbox.delivery where subscriber = $1", [name]);
  });
});
