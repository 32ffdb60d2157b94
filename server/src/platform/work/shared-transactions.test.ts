import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { marketplace, recordStatements, type TestMarketplace, testDatabaseUrl, testServer } from "@orderwell/testing";
import pg from "pg";
import { Table } from "../crud/table.ts";
import type { Later } from "../db/later.ts";
import type { TenantDb } from "../db/session.ts";
import { compile, sql } from "../db/sql.ts";
import type { Tenants } from "../db/tenants.ts";
import { apiError } from "../errors/api-error.ts";
import { systemActor } from "./actor.ts";
import { AskFirst } from "./ask-first.ts";
import { assume, guard } from "./assume.store.ts";
import { SharedTransactions } from "./shared-transactions.ts";
import type { Work } from "./work.ts";

const buyers = (ID: string) => ({ body: { ID, Name: ID, Active: true } });
const insertion = (work: Work, id: string, name: string) => sql`
  insert into buyer (marketplace_id, id, name, date_created) values (${work.marketplaceId}, ${id}, ${name}, ${work.now})`;

/** A marketplace, and work of the system in it that may share transactions. */
async function setUp(t: TestContext) {
  const own = await marketplace(t);
  const { works } = (await testServer()).app;
  return {
    own,
    sent: recordStatements(t, own.id, "all"),
    sharing: <Result>(about: string, act: (work: Work) => Promise<Result | Later<Result>>): Promise<Result> =>
      works.run(own.id, systemActor("nightly-import"), "write", act, { about }),
  };
}

/** IDs of the buyers that there are. */
async function stored({ seller }: TestMarketplace): Promise<(string | undefined)[]> {
  return (await seller.ok("Buyers.List", { query: { sortBy: ["ID"] } })).Items?.map(({ ID }) => ID ?? "") ?? [];
}

const statuses = (outcomes: readonly PromiseSettledResult<unknown>[]) => outcomes.map(({ status }) => status);

test("what arrives at once shares one transaction, its trips and its commit", async (t) => {
  const { own, sent, sharing } = await setUp(t);
  const ids = ["a", "b", "c", "d", "e", "f"];
  const made = ids.map((id) =>
    sharing(id, async (work) => {
      work.db.runLater(insertion(work, id, id));
      return id;
    }),
  );
  assert.deepEqual(await Promise.all(made), ids);
  const inserted = sent
    .take()
    .map(({ statements, trips }) => [statements.filter((text) => text.includes("insert into buyer")).length, trips]);
  assert.deepEqual(inserted, [[6, 1]]);
  assert.deepEqual(await stored(own), ids);
});

const buyerTable = new Table("buyer", "Buyer");

const add = ({ db, now }: Work, ID: string) =>
  buyerTable.insertLater(db, {}, { ID, Name: `Name of ${ID}`, Active: true, DateCreated: now });

/** Adds a buyer as requests do; gives what is stored of it. */
const adding = (ID: string) => async (work: Work) => add(work, ID);

test("objects that works add at the same time are added by one statement for eight, and each is told of its own", async (t) => {
  const { own, sent, sharing } = await setUp(t);
  const ids = Array.from({ length: 20 }, (_, index) => `b-${String(index).padStart(2, "0")}`);
  const added = await Promise.all(ids.map((id) => sharing(id, adding(id))));
  assert.deepEqual(
    added.map(({ ID, Name }) => [ID, Name]),
    ids.map((id) => [id, `Name of ${id}`]),
  );
  const statements = sent
    .take()
    .flatMap((one) => one.statements.filter((text) => text.startsWith('insert into "buyer"')));
  assert.deepEqual(
    statements.map((text) => text.split("), (").length),
    [8, 8, 4],
  );
  assert.deepEqual(await stored(own), ids);
});

test("of objects that one statement was to add, the one whose ID is taken is refused by that ID, and no other", async (t) => {
  const { own, sharing } = await setUp(t);
  await own.seller.ok("Buyers.Create", buyers("taken"));
  const outcomes = await Promise.allSettled(["a", "b", "taken", "c"].map((id) => sharing(id, adding(id))));
  assert.deepEqual(statuses(outcomes), ["fulfilled", "fulfilled", "rejected", "fulfilled"]);
  const { code, id } = (outcomes[2] as PromiseRejectedResult).reason;
  assert.deepEqual([code, id], ["23505", "taken"]);
  assert.deepEqual(await stored(own), ["a", "b", "c", "taken"]);
});

test("a work that is refused before it writes fails alone: the others are kept as they are", async (t) => {
  const { own, sent, sharing } = await setUp(t);
  const ids = ["a", "b", "c", "bad", "d"];
  const outcomes = await Promise.allSettled(
    ids.map((id) =>
      sharing(id, async (work) => {
        if (id === "bad") throw apiError("NotFound", { ObjectType: "Buyer", ObjectID: id });
        await work.db.run(insertion(work, id, id));
      }),
    ),
  );
  assert.deepEqual(statuses(outcomes), ["fulfilled", "fulfilled", "fulfilled", "rejected", "fulfilled"]);
  assert.equal(sent.take().length, 1);
  assert.deepEqual(await stored(own), ["a", "b", "c", "d"]);
});

test("a work that fails after it has written takes nobody with it: each is done anew by itself, once", async (t) => {
  const { own, sharing } = await setUp(t);
  const effects: string[] = [];
  const ids = ["a", "b", "c", "bad", "d"];
  const outcomes = await Promise.allSettled(
    ids.map((id) =>
      sharing(id, async (work) => {
        work.afterCommit(() => void effects.push(id));
        await work.db.run(insertion(work, id, id));
        if (id === "bad") throw apiError("NotFound", { ObjectType: "Buyer", ObjectID: id });
      }),
    ),
  );
  assert.deepEqual(statuses(outcomes), ["fulfilled", "fulfilled", "fulfilled", "rejected", "fulfilled"]);
  assert.deepEqual(
    [await stored(own), effects.sort()],
    [
      ["a", "b", "c", "d"],
      ["a", "b", "c", "d"],
    ],
  );
});

test("a statement that fails, or a commit, fails the work whose it is and no other", async (t) => {
  for (const now of [true, false]) {
    const { own, sharing } = await setUp(t);
    await own.seller.ok("Buyers.Create", buyers("taken"));
    const ids = ["a", "b", "c", "taken", "d"].map((id) => (id === "taken" ? id : `${id}-${now}`));
    const outcomes = await Promise.allSettled(
      ids.map((id) =>
        sharing(id, async ({ db, ...work }) => {
          const inserted = insertion({ db, ...work }, id, id);
          if (now) await db.run(inserted);
          else db.runLater(inserted);
        }),
      ),
    );
    assert.deepEqual(statuses(outcomes), ["fulfilled", "fulfilled", "fulfilled", "rejected", "fulfilled"]);
    assert.equal((outcomes[3] as PromiseRejectedResult).reason.code, "23505");
    assert.equal((await stored(own)).length, 5);
  }
});

/** Fails unless a buyer has that name. */
const goingBy = ({ db, marketplaceId }: Work, id: string, name: string, told: { unspent?(): void } = {}): void =>
  assume(
    db,
    compile(
      guard(sql`select from buyer where marketplace_id = ${marketplaceId} and id = ${id} and name = ${name}`, "named"),
    ),
    told,
  );

test("works that went by what is not so are done again without it, those that share their transaction as they were, and the third time all without", async (t) => {
  const { own, sharing } = await setUp(t);
  await own.seller.ok("Buyers.Create", buyers("known"));
  const again = new Map<string, boolean[]>();
  const make = (ids: readonly string[]) =>
    Promise.all(
      ids.map((id) => {
        again.set(id, []);
        return sharing(id, async (work) => {
          again.get(id)?.push(work.db.again);
          if (!work.db.again) goingBy(work, "known", id.startsWith("late") ? "former" : "known");
          work.db.runLater(insertion(work, id, id));
        });
      }),
    );
  const ids = ["a", "b", "c", "late", "d", "later", "e"];
  await make(ids);
  for (const id of ids) assert.deepEqual(again.get(id), id === "late" ? [false, true, true] : [false, false, true], id);
  const many = ["f", ...Array.from({ length: 6 }, (_, n) => `late-${n}`), "g"];
  await make(many);
  assert.ok(many.every((id) => again.get(id)?.length === 3));
  assert.deepEqual(await stored(own), [...ids, ...many, "known"].sort());
});

test("a work that is refused, or asks a service first, fails alone: it may go by what it knows the next time", async (t) => {
  const { own, sharing } = await setUp(t);
  await own.seller.ok("Buyers.Create", buyers("known"));
  const refusal = apiError("NotFound", { ObjectType: "Buyer", ObjectID: "x" });
  for (const failure of [refusal, new AskFirst("what", refusal)]) {
    const [attempts, told]: string[][] = [[], []];
    const ids = ["a", "b", "c", "refused", "d"].map((id) => `${id}-${failure.name}`);
    const outcomes = await Promise.allSettled(
      ids.map((id) =>
        sharing(id, async (work) => {
          attempts?.push(id);
          goingBy(work, "known", "known", { unspent: () => void told?.push(id) });
          if (id.startsWith("refused")) throw failure;
          work.db.runLater(insertion(work, id, id));
        }),
      ),
    );
    assert.deepEqual(statuses(outcomes), ["fulfilled", "fulfilled", "fulfilled", "rejected", "fulfilled"]);
    assert.equal((outcomes[3] as PromiseRejectedResult).reason, failure);
    assert.deepEqual([attempts, told], [ids, [`refused-${failure.name}`]]);
  }
  assert.equal((await stored(own)).length, 9);
});

test("a work that waits for what it has added does not wait for what others ask for meanwhile, which leaves with the commit", {
  timeout: 60_000,
}, async (t) => {
  const { own, sharing } = await setUp(t);
  await own.seller.ok("Buyers.Create", buyers("known"));
  const refusal = apiError("NotFound", { ObjectType: "Buyer", ObjectID: "x" });
  const first = sharing("first", async (work) => {
    const row = add(work, "first");
    await work.db.settle();
    return row;
  });
  const refused = sharing("refused", async (work) => {
    goingBy(work, "known", "known");
    throw refusal;
  });
  const last = sharing("last", adding("last"));
  await assert.rejects(refused, refusal);
  assert.deepEqual([(await first).ID, (await last).ID], ["first", "last"]);
  assert.deepEqual(await stored(own), ["first", "known", "last"]);
});

test("a work that waits for what somebody else holds keeps nobody waiting: the others are done without it", async (t) => {
  const { own, sharing } = await setUp(t);
  await own.seller.ok("Buyers.Create", buyers("held"));
  const pool = new pg.Pool({ connectionString: await testDatabaseUrl(), max: 1 });
  t.after(() => pool.end());
  const holder = await pool.connect();
  await holder.query("begin");
  await holder.query("select from buyer where marketplace_id = $1 and id = 'held' for update", [own.id]);
  const work = (id: string): Promise<unknown> =>
    sharing(id, ({ db, ...one }) =>
      id === "held"
        ? db.run(sql`update buyer set name = 'Had' where marketplace_id = ${own.id} and id = 'held'`)
        : db.run(insertion({ db, ...one }, id, id)),
    );
  const others = ["a", "b", "c", "d"].map(work);
  const held = work("held");
  await Promise.all([...others, work("e")]);
  assert.deepEqual(await stored(own), ["a", "b", "c", "d", "e", "held"]);
  await holder.query("rollback");
  holder.release();
  assert.equal(await held, 1);
});

test("works whose connection is lost before anything was kept are done anew, and written once", async (t) => {
  const { own, sharing } = await setUp(t);
  const pool = new pg.Pool({ connectionString: await testDatabaseUrl(), max: 1 });
  t.after(() => pool.end());
  const ids = ["a", "b", "c", "lost", "d"];
  let tries = 0;
  const made = ids.map((id) =>
    sharing(id, async (work) => {
      if (id === "lost" && tries++ === 0) {
        const session = await work.db.row<{ pid: number }>(sql`select pg_backend_pid() as pid`);
        await pool.query("select pg_terminate_backend($1, 10000)", [session?.pid]);
      }
      await work.db.run(insertion(work, id, id));
      return id;
    }),
  );
  assert.deepEqual(await Promise.all(made), ids);
  assert.equal(tries, 2);
  assert.deepEqual(await stored(own), [...ids].sort());
});

/** Transactions that end when they are told to. */
function standIn() {
  const under: { end(): void; fail(error: unknown): void }[] = [];
  const transaction = async (_id: string, _mode: string, work: (db: unknown) => Promise<unknown>) => {
    const db = { runLater: () => {}, writing: 0 };
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    under.push({ end: resolve, fail: reject });
    const result = await work(db);
    await promise;
    return result;
  };
  const shared = new SharedTransactions({ transaction } as unknown as Tenants);
  const run = (
    about: string,
    asker: "administrator" | "job" = "job",
    attempt: (db: TenantDb) => Promise<string> = async () => about,
  ) => shared.run("m", { about, terms: { asker }, attempt });
  return { under, run };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test("two about the same object never share, nor do those whose patience differs", async () => {
  const { under, run } = standIn();
  const all = [run("a"), run("b"), run("c"), run("d"), run("d"), run("a"), run("e", "administrator")];
  await turn();
  assert.equal(under.length, 4, "the first of each object, the second ones, and the one with other patience");
  for (const one of under) one.end();
  assert.deepEqual(await Promise.all(all), ["a", "b", "c", "d", "d", "a", "e"]);
});

test("a work goes at once where none is under way; a further transaction leaves with half as many as are, of four at most", async () => {
  const { under, run } = standIn();
  const all: Promise<string>[] = [];
  const afterwards = async (...abouts: string[]): Promise<number> => {
    all.push(...abouts.map((about) => run(about)));
    await turn();
    return under.length;
  };
  const transactions = [];
  for (const about of ["a", "b", "c", "d", "e"]) transactions.push(await afterwards(about));
  assert.deepEqual(transactions, [1, 2, 3, 3, 4], "d waits while three are under way, and leaves with e");
  assert.equal(await afterwards("f", "g", "h"), 4);
  under[0]?.end();
  assert.equal(await afterwards(), 5);
  for (const one of under) one.end();
  assert.deepEqual(await Promise.all(all), ["a", "b", "c", "d", "e", "f", "g", "h"]);
});

test("of many that arrive at once 32 share a transaction, and further ones leave as long as half as many wait", async () => {
  const { under, run } = standIn();
  const abouts = Array.from({ length: 100 }, (_, index) => `object-${index}`);
  const all = abouts.map((about) => run(about));
  await turn();
  assert.equal(under.length, 3, "four of a hundred wait");
  under[0]?.end();
  await turn();
  assert.equal(under.length, 3, "while 64 are under way");
  under[1]?.end();
  under[2]?.end();
  await turn();
  assert.equal(under.length, 4);
  under[3]?.end();
  assert.deepEqual(await Promise.all(all), abouts);
});

test("what takes longer than half a second is waited for by nobody else", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { under, run } = standIn();
  const slow = [run("a"), run("b"), run("c")];
  await turn();
  const next = run("d");
  await turn();
  assert.equal(under.length, 1);
  t.mock.timers.tick(499);
  await turn();
  assert.equal(under.length, 1);
  t.mock.timers.tick(1);
  await turn();
  assert.equal(under.length, 2);
  under[1]?.end();
  assert.equal(await next, "d");
  for (const one of under) one.end();
  await Promise.all(slow);
});

test("what was refused a connection, or has lost it while it was kept, is not done again", async () => {
  for (const failure of [apiError("TooManyRequests"), new Error("Connection terminated unexpectedly")]) {
    const { under, run } = standIn();
    const all = [run("a"), run("b"), run("c"), run("d")];
    await turn();
    under[0]?.fail(failure);
    const outcomes = await Promise.allSettled(all);
    assert.deepEqual(statuses(outcomes), ["rejected", "rejected", "rejected", "rejected"]);
    assert.equal(under.length, 1);
  }
});

test("works that were all refused a connection are not done again, also those that were about to write", async () => {
  const { under, run } = standIn();
  const refusal = apiError("TooManyRequests");
  const writing = async (db: TenantDb): Promise<string> => {
    db.writesAlong();
    throw refusal;
  };
  const outcomes = await Promise.allSettled([run("c", "job", writing), run("d", "job", writing)]);
  assert.deepEqual(statuses(outcomes), ["rejected", "rejected"]);
  assert.equal((outcomes[0] as PromiseRejectedResult).reason, refusal);
  assert.equal(under.length, 1);
});

test("what ends after others have begun anew lets nobody share too early", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { under, run } = standIn();
  const all = [run("")];
  await turn();
  all.push(run(""));
  await turn();
  assert.equal(under.length, 2);
  t.mock.timers.tick(500);
  under[0]?.end();
  await turn();
  all.push(run("a"), run("b"), run("c"));
  await turn();
  under[1]?.end();
  await turn();
  all.push(run("d"));
  await turn();
  assert.equal(under.length, 3, "a, b and c are under way, and d waits");
  for (const one of under) one.end();
  await turn();
  under[3]?.end();
  assert.deepEqual(await Promise.all(all), ["", "", "a", "b", "c", "d"]);
});

test("those that go by themselves after a failure are counted where nothing is under way any more, too", async () => {
  const { under, run } = standIn();
  const failed = ["a", "b", "c", "d"].map((about) => run(about));
  await turn();
  under[0]?.fail(Object.assign(new Error("deadlock detected"), { code: "40P01" }));
  await turn();
  for (const one of under) one.end();
  await Promise.all(failed);
  const alone = ["e", "f", "g"].map((about) => run(about));
  await turn();
  assert.equal(under.length, 8);
  for (const one of under) one.end();
  await Promise.all(alone);
});

test("once some had to be done anew, as many as four times as many go by themselves, and then others share again", async () => {
  const { under, run } = standIn();
  const ended: Promise<unknown>[] = [];
  const begin = (about: string): void => void ended.push(run(about));
  for (const about of ["a", "b", "c", "d"]) begin(about);
  await turn();
  under[0]?.fail(Object.assign(new Error("deadlock detected"), { code: "40P01" }));
  await turn();
  assert.equal(under.length, 5, "all are done anew");
  for (let n = 0; n < 16; n++) begin(`alone-${n}`);
  await turn();
  assert.equal(under.length, 21);
  for (const about of ["e", "f", "g", "h"]) begin(about);
  await turn();
  assert.equal(under.length, 22);
  for (const one of under) one.end();
  assert.equal((await Promise.all(ended)).length, 24);
});
