import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { marketplace, recordStatements, type TestMarketplace, testDatabaseUrl, testServer } from "@orderwell/testing";
import { systemActor } from "../work/actor.ts";
import type { Work } from "../work/work.ts";
import { Connections } from "./connections.ts";
import { createPool } from "./pool.ts";
import { plannings, tenantBinding } from "./session.ts";
import { type RawBuilder, sql } from "./sql.ts";
import { Tenants } from "./tenants.ts";

const renameTo = (id: string, name: string) => sql`update buyer set name = ${name} where marketplace_id = ${id}`;

const named = async ({ seller }: TestMarketplace) =>
  (await seller.ok("Buyers.Get", { path: { buyerID: "acme" } })).Name as string;

test("of statements that travel together, the failure of the first is what is reported", async (t) => {
  const { tenants } = (await testServer()).app.services;
  const { id, seller } = await marketplace(t);
  await seller.ok("Buyers.Create", { body: { ID: "acme", Name: "Acme" } });
  const work = tenants.transaction(id, "write", async (db) => {
    const duplicate = async (): Promise<void> => {
      await db.run(
        sql`insert into buyer (marketplace_id, id, name, date_created) values (${id}, 'acme', 'Again', now())`,
      );
    };
    await Promise.all([duplicate(), db.run(sql`update buyer set name = 'Other' where marketplace_id = ${id}`)]);
  });
  await assert.rejects(work, { code: "23505" });
  assert.equal((await seller.ok("Buyers.Get", { path: { buyerID: "acme" } })).Name, "Acme");
});

/** A marketplace with a buyer, and work in it. */
async function setUp(t: TestContext) {
  const { works } = (await testServer()).app;
  const own = await marketplace(t);
  await own.seller.ok("Buyers.Create", { body: { ID: "acme", Name: "Acme" } });
  const sent = recordStatements(t, own.id, "all");
  return {
    own,
    sent,
    write: <Result>(act: (work: Work) => Promise<Result>): Promise<Result> =>
      works.run(own.id, systemActor("test"), "write", act),
  };
}

const another = (id: string) =>
  sql`insert into buyer (marketplace_id, id, name, date_created) values (${id}, 'acme', 'Again', now())`;

test("a write for later leaves with the commit, ahead of what follows the commit", async (t) => {
  const { own, sent, write } = await setUp(t);
  const seen: Promise<string>[] = [];
  const result = await write(async ({ db, afterCommit }) => {
    db.runLater(renameTo(own.id, "Later"));
    afterCommit(() => void seen.push(named(own)));
    return "done";
  });
  assert.equal(result, "done");
  assert.deepEqual(await Promise.all(seen), ["Later"]);
  const [transaction] = sent.take();
  assert.deepEqual([transaction?.statements.length, transaction?.trips], [2, 1]);
});

test("writes that leave all at once are kept whole or not at all, whichever of them fails, and when", async (t) => {
  const { own, write } = await setUp(t);
  const { id } = own;
  const renamed = (name: string, ...others: readonly RawBuilder<unknown>[]) =>
    write(async ({ db }) => {
      db.runLater(renameTo(id, name));
      for (const [index, other] of others.entries())
        db.runLater(other, (error) => Object.assign(error as Error, { index }));
    });
  const orphan = sql`insert into payment (marketplace_id, order_id, id, type, date_created)
    values (${id}, 'nowhere', 'p', 'PurchaseOrder', now())`;
  await assert.rejects(renamed("One", another(id), renameTo(id, "Two")), { code: "23505", index: 0 });
  await assert.rejects(renamed("One", renameTo(id, "Two"), sql`select 1 / 0`), { code: "22012", index: 1 });
  await assert.rejects(renamed("One", renameTo(id, "Two"), orphan), { code: "23503", index: 1 }, "only in the end");
  const unsendable = {
    toPostgres() {
      throw new Error("has no text");
    },
  };
  for (const others of [[sql`select ${unsendable}::text`], [sql`select ${unsendable}::text`, renameTo(id, "Two")]])
    await assert.rejects(renamed("One", ...others), { message: "has no text", index: 0 });
  assert.equal(await named(own), "Acme");
  await renamed("One", renameTo(id, "Two"));
  assert.equal(await named(own), "Two");
});

test("writes that leave all at once are bound to their marketplace, and what follows them is not", async (t) => {
  const { own, write } = await setUp(t);
  const other = await setUp(t);
  const rows: number[] = [];
  const count = ({ rowCount }: { readonly rowCount: number }) => void rows.push(rowCount);
  await write(async ({ db }) => {
    db.runLater(renameTo(other.own.id, "Theirs"), undefined, count);
    db.runLater(renameTo(own.id, "Ours"), undefined, count);
  });
  assert.deepEqual([rows, await named(own), await named(other.own)], [[0, 1], "Ours", "Acme"]);
  const pool = createPool(await testDatabaseUrl(), { size: 1 });
  t.after(() => pool.end());
  const tenants = new Tenants(new Connections(pool), tenantBinding("orderwell_app"));
  await tenants.transaction(own.id, "write", async (db) => db.runLater(renameTo(own.id, "Again")));
  const text = "select current_user <> 'orderwell_app' as free, current_setting('app.marketplace', true) as bound";
  const left = (await pool.query<{ free: boolean; bound: string }>(text)).rows[0];
  assert.deepEqual([left?.free, left?.bound || null, await named(own)], [true, null, "Again"]);
});

test("a statement that follows a write for later sees it, in the same trip", async (t) => {
  const { own, sent, write } = await setUp(t);
  const seen = await write(async ({ db }) => {
    await db.run(renameTo(own.id, "First"));
    db.runLater(renameTo(own.id, "Later"));
    return db.row<{ name: string }>(sql`select name from buyer where marketplace_id = ${own.id}`);
  });
  assert.equal(seen?.name, "Later");
  assert.equal(sent.take()[0]?.trips, 3);
});

test("a write for later that fails, fails the work with its own error: nothing is kept, and nothing happens after it", async (t) => {
  const { own, write } = await setUp(t);
  const effects: string[] = [];
  const failing = (then: (work: Work) => Promise<unknown>) =>
    write(async (work) => {
      await work.db.run(renameTo(own.id, "Renamed"));
      work.db.runLater(another(own.id), (error) => Object.assign(error as Error, { id: "acme" }));
      work.afterCommit(() => void effects.push("done"));
      await then(work);
    });
  const taken = { code: "23505", id: "acme" };
  await assert.rejects(
    failing(async () => {}),
    taken,
    "with the commit",
  );
  await assert.rejects(
    failing(({ db }) => db.rows(sql`select from buyer where marketplace_id = ${own.id}`)),
    taken,
    "with the next statement",
  );
  await assert.rejects(
    failing(async ({ announce, actor }) => announce("NewUserInvitation" as never, "acme", { actor } as never)),
    taken,
    "with an announcement",
  );
  assert.deepEqual([await named(own), effects], ["Acme", []]);
});

test("work that fails never sends what it wrote for later", async (t) => {
  const { own, sent, write } = await setUp(t);
  const failing = write(async ({ db }) => {
    await db.run(renameTo(own.id, "Renamed"));
    db.runLater(renameTo(own.id, "Later"));
    throw new Error("given up");
  });
  await assert.rejects(failing, /given up/);
  assert.deepEqual(
    sent.take().map(({ statements }) => statements.slice(1).map((text) => text.slice(0, 6))),
    [["update", "rollba"]],
  );
  assert.equal(await named(own), "Acme");
});

test("what a later write answers is known with the commit, in its trip, or at once to whoever asks before", async (t) => {
  const { own, sent, write } = await setUp(t);
  const renaming = (name: string) => sql`${renameTo(own.id, name)} returning name`;
  const row = await write(async ({ db }) =>
    db.rowLater<{ name: string }>(renaming("Later")).map(({ name }) => `${name}!`),
  );
  assert.equal(row, "Later!");
  assert.deepEqual(
    sent.take().map(({ statements, trips }) => [statements.length, trips]),
    [[2, 1]],
  );
  const seen: string[] = [];
  await write(async ({ db }) => {
    const later = db.rowLater<{ name: string }>(renaming("Sooner"));
    seen.push((await later.now()).name);
    const last = db.rowLater<{ name: string }>(renaming("Last")).map(({ name }) => seen.push(name));
    await db.settle();
    seen.push("settled");
    return last;
  });
  assert.deepEqual(seen, ["Sooner", "Last", "settled"]);
  const explained = () => new Error("taken");
  const failing = write(async ({ db }) =>
    db.rowLater(sql`insert into buyer select from generate_series(1, 2)`, explained),
  );
  await assert.rejects(failing, /taken/);
  const asked = write(async ({ db }) => db.rowLater(sql`select 1 / 0`, explained).now());
  await assert.rejects(asked, /taken/);
  assert.equal(await named(own), "Last");
});

test("of several who wait for what later writes answer, each hears that the transaction failed before these were sent", {
  timeout: 60_000,
}, async (t) => {
  const { own, write } = await setUp(t);
  let heard: readonly PromiseSettledResult<unknown>[] = [];
  const failing = write(async ({ db }) => {
    await db.run(sql`select 1 / 0`).catch(() => {});
    const renamed = ["One", "Two"].map((name) => db.rowLater(sql`${renameTo(own.id, name)} returning name`));
    heard = await Promise.allSettled(renamed.map((one) => one.now()));
  });
  await assert.rejects(failing, { code: "22012" });
  assert.deepEqual(
    heard.map((one) => one.status === "rejected" && one.reason.code),
    ["22012", "22012"],
  );
  const pool = createPool("postgres://127.0.0.1:1/nowhere", { size: 1 });
  t.after(() => pool.end());
  const tenants = new Tenants(new Connections(pool), tenantBinding(null));
  const away = tenants.transaction(own.id, "write", async (db) => {
    const both = ["One", "Two"].map((name) => db.rowLater(renameTo(own.id, name)));
    heard = await Promise.allSettled(both.map((one) => one.now()));
    throw new Error("away");
  });
  await assert.rejects(away, /away/);
  assert.deepEqual(
    heard.map((one) => one.status === "rejected" && one.reason.code),
    ["ECONNREFUSED", "ECONNREFUSED"],
  );
});

test("a deferred constraint that only the commit finds violated is reported behind a write for later", async (t) => {
  const { own, write } = await setUp(t);
  const failing = write(async ({ db }) => {
    await db.run(sql`create temporary table parent (id int primary key) on commit drop`);
    await db.run(
      sql`create temporary table child (id int references parent deferrable initially deferred) on commit drop`,
    );
    await db.run(renameTo(own.id, "Renamed"));
    db.runLater(sql`insert into child values (1)`);
  });
  await assert.rejects(failing, { code: "23503" });
  assert.equal(await named(own), "Acme");
});

test("work is done again whose write for later a deadlock broke, as often as eight times", async (t) => {
  const { own, write } = await setUp(t);
  let attempts = 0;
  await write(async ({ db }) => {
    db.runLater(renameTo(own.id, "Later"));
    if (++attempts < 8) db.runLater(sql`do $$ begin raise exception 'broken' using errcode = '40P01'; end $$`);
  });
  assert.deepEqual([attempts, await named(own)], [8, "Later"]);
});

test("what is to be written last is composed when the work is done, from all that it came to, and goes with the commit", async (t) => {
  const { own, sent, write } = await setUp(t);
  const names: string[] = [];
  await write(async ({ db }) => {
    db.runLast(() => [renameTo(own.id, names.join("+"))]);
    names.push("A");
    await db.run(renameTo(own.id, "Renamed"));
    db.runLater(renameTo(own.id, "Later"));
    names.push("B");
  });
  assert.equal(await named(own), "A+B");
  const [written] = sent.take().map(({ statements }) => statements.map((text) => text.slice(0, 6)));
  assert.deepEqual(written, ["begin", "update", "update", "update", "commit"]);
  const failing = write(async ({ db }) => {
    db.runLast(() => [renameTo(own.id, "Last")]);
    throw new Error("given up");
  });
  await assert.rejects(failing, /given up/);
  assert.equal(await named(own), "A+B");
});

test("a statement that comes while its transaction ends is refused: behind the commit nothing would bind it", async (t) => {
  const { own, sent, write } = await setUp(t);
  const late: Promise<string>[] = [];
  await write(async ({ db }) => {
    db.runLast(() => {
      const run = () => db.run(renameTo(own.id, "Late")).then(String, ({ message }: Error) => message);
      queueMicrotask(() => void late.push(run()));
      return [];
    });
    await db.run(renameTo(own.id, "Kept"));
  });
  assert.deepEqual(await Promise.all(late), ["The transaction has ended"]);
  assert.equal(sent.take()[0]?.statements.at(-1), "commit");
  assert.equal(await named(own), "Kept");
});

test("work that says so is done again after a failure of that kind, a few times, and after no other", async (t) => {
  const { own, write } = await setUp(t);
  let attempts = 0;
  const failing = (code: string, until: number) => {
    attempts = 0;
    return write(async ({ db }) => {
      db.doAgainAfter((error) => (error as { code?: string }).code === "23505");
      db.runLater(renameTo(own.id, `${code} ${++attempts}`));
      if (attempts < until)
        db.runLater(sql`do ${sql.lit(`begin raise exception 'met' using errcode = '${code}'; end`)}`);
    });
  };
  await failing("23505", 3);
  assert.deepEqual([attempts, await named(own)], [3, "23505 3"]);
  await assert.rejects(failing("23505", 100), { code: "23505" });
  assert.equal(attempts, 4);
  await assert.rejects(failing("23514", 100), { code: "23514" });
  assert.deepEqual([attempts, await named(own)], [1, "23505 3"]);
});

test("a read takes no writes", async (t) => {
  const { own } = await setUp(t);
  const { tenants } = (await testServer()).app.services;
  for (const mode of ["read", "snapshot"] as const)
    for (const how of ["runLater", "runLast"] as const)
      await assert.rejects(
        tenants.transaction(own.id, mode, async (db) =>
          how === "runLast" ? db.runLast(() => [renameTo(own.id, "Read")]) : db.runLater(renameTo(own.id, "Read")),
        ),
        /writes nothing/,
      );
  assert.equal(await named(own), "Acme");
});

test("what is on its way to its first statement when the work has ended opens no transaction, which nobody would end", async (t) => {
  const { write } = await setUp(t);
  for (const refused of [false, true]) {
    let late: Promise<unknown> | undefined;
    const work = write(async ({ db }) => {
      late = new Promise((turn) => setImmediate(turn)).then(() => db.rows(sql`select`));
      if (refused) throw new Error("refused");
    });
    await (refused ? assert.rejects(work, /refused/) : work);
    await assert.rejects(late as Promise<unknown>, /The transaction has ended/);
  }
});

test("a distributed database is told each setting under a name of its own, and plans nothing without the marketplace", () => {
  const texts = new Map<string, string>();
  for (const planning of Object.keys(plannings) as (keyof typeof plannings)[]) {
    for (const { name, text } of tenantBinding(null, true).begin("m", "read", undefined, { planning })) {
      assert.doesNotMatch(text, /force_generic_plan/, planning);
      // A connection that has met a name says what it said then.
      assert.equal(texts.get(name) ?? text, text, planning);
      if (name !== "") texts.set(name, text);
    }
  }
  assert.match(tenantBinding(null).opening!("m", undefined, "places").text, /force_generic_plan/);
});
