import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { marketplace, newCaller, type TestMarketplace, testDatabaseUrl, testServer } from "@orderwell/testing";
import pg from "pg";
import { people } from "../../app.ts";
import { identityDependents } from "../../authentication/index.ts";
import { companyScope, usersWith } from "../../people/index.ts";
import { plain } from "../db/json.ts";
import { sql } from "../db/sql.ts";
import { systemActor } from "./actor.ts";
import type { Work } from "./work.ts";

const users = usersWith(people, [identityDependents]);
const acme = companyScope({ buyerId: "acme", supplierId: null });

const newUser = (ID: string) => ({
  ID,
  Username: `${ID}-${process.hrtime.bigint()}`,
  FirstName: "Ada",
  LastName: "Ames",
  Email: `${ID}@example.com`,
  Active: true,
});

/** A marketplace with a buyer, work in it as the system, and what was announced there and is committed. */
async function setUp(t: TestContext) {
  const own = await marketplace(t);
  await own.seller.ok("Buyers.Create", { body: { ID: "acme", Name: "Acme", Active: true } });
  const { works } = (await testServer()).app;
  const pool = new pg.Pool({ connectionString: await testDatabaseUrl(), max: 1 });
  t.after(() => pool.end());
  return {
    own,
    path: { buyerID: "acme" },
    write: <Result>(act: (work: Work) => Promise<Result>): Promise<Result> =>
      works.run(own.id, systemActor("nightly-import"), "write", act),
    async announced(): Promise<string[]> {
      // Each announcement is a row for each of those who are told of it.
      const text =
        "select type from outbox.delivery where marketplace_id = $1 and subscriber = 'kept-messages' order by id";
      return (await pool.query<{ type: string }>(text, [own.id])).rows.map(({ type }) => type);
    },
  };
}

const hasUser = async ({ seller }: TestMarketplace, userID: string): Promise<boolean> =>
  (await seller.raw("GET", `/v1/buyers/acme/users/${userID}`)).status === 200;

test("the system does what a user does, without a request: it creates, announces, and drops what other work relied on", async (t) => {
  const { own, path, write, announced } = await setUp(t);
  const created = plain(await write((work) => users.create(work, acme, newUser("ada"))));
  const shown = await own.seller.ok("Users.Get", { path: { ...path, userID: "ada" } });
  assert.deepEqual([shown.ID, shown.Username, shown.DateCreated], ["ada", created.Username, created.DateCreated]);
  assert.deepEqual(await announced(), ["NewUserInvitation"]);

  const caller = await newCaller(own, { buyer: "acme" });
  const { ID } = await caller.ok("Me.Get", {});
  await write((work) => users.patch(work, acme, ID ?? "", { Active: false }));
  assert.equal((await caller.refused("Me.Get", {})).status, 401, "what was held of the caller is dropped");
  await write((work) => users.remove(work, acme, "ada"));
  assert.equal(await hasUser(own, "ada"), false);
});

test("work that fails leaves nothing: no rows, no announcement, no effect", async (t) => {
  const { own, write, announced } = await setUp(t);
  const effects: string[] = [];
  const failing = write(async (work) => {
    await users.create(work, acme, newUser("ada"));
    work.afterCommit(() => void effects.push("dropped"));
    throw new Error("given up");
  });
  await assert.rejects(failing, /given up/);
  const violating = write(async (work) => {
    await users.create(work, acme, newUser("bob"));
    work.afterCommit(() => void effects.push("dropped"));
    await work.db.run(sql`insert into buyer (marketplace_id, id, name, date_created)
      values (${work.marketplaceId}, 'acme', 'Again', ${work.now})`);
  });
  await assert.rejects(violating, { code: "23505" });
  assert.deepEqual([await hasUser(own, "ada"), await hasUser(own, "bob")], [false, false]);
  assert.deepEqual([await announced(), effects], [[], []]);
});

test("effects follow the commit, in order and once, and see what was committed", async (t) => {
  const { own, write } = await setUp(t);
  const order: string[] = [];
  const seen: Promise<boolean>[] = [];
  await write(async (work) => {
    await users.create(work, acme, newUser("ada"));
    order.push("written");
    work.afterCommit(() => void seen.push(hasUser(own, "ada")));
    work.afterCommit(() => void order.push("first"));
    work.afterCommit(() => void order.push("second"));
    assert.equal(await hasUser(own, "ada"), false);
  });
  assert.deepEqual(order, ["written", "first", "second"]);
  assert.deepEqual(await Promise.all(seen), [true]);
});

test("work that a deadlock breaks is done again; of what failed nothing is announced and no effect is kept", async (t) => {
  const { own, write, announced } = await setUp(t);
  const effects: number[] = [];
  let attempts = 0;
  await write(async (work) => {
    const attempt = ++attempts;
    await users.create(work, acme, newUser("ada"));
    work.afterCommit(() => void effects.push(attempt));
    if (attempt < 3) await work.db.run(sql`do $$ begin raise exception 'broken' using errcode = '40P01'; end $$`);
  });
  assert.deepEqual([attempts, effects, await announced()], [3, [3], ["NewUserInvitation"]]);
  assert.equal(await hasUser(own, "ada"), true);
});

test("each work has one time and one name for logs, its own unless whoever begins it has said so", async (t) => {
  const { own, write } = await setUp(t);
  const { works } = (await testServer()).app;
  const facts = ({ marketplaceId, actor, now, logId }: Work) => ({ marketplaceId, actor, now, logId });
  const one = await write(async (work) => facts(work));
  const other = await write(async (work) => facts(work));
  assert.deepEqual([one.marketplaceId, one.actor], [own.id, { kind: "system", name: "nightly-import", asker: "job" }]);
  assert.ok(one.logId !== other.logId && Math.abs(Date.now() - other.now.getTime()) < 60_000);
  const origin = { now: new Date("2026-01-02T03:04:05Z"), logId: "delivery-7" };
  const told = await works.run(own.id, systemActor("webhooks"), "read", async (work) => facts(work), origin);
  assert.deepEqual([told.now, told.logId], [origin.now, origin.logId]);
});
