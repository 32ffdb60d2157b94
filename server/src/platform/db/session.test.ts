import assert from "node:assert/strict";
import { test } from "node:test";
import { marketplace, testServer } from "@orderwell/testing";
import { sql } from "./sql.ts";

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
