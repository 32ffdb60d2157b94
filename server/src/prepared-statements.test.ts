import assert from "node:assert/strict";
import { test } from "node:test";
import { scratchDatabase } from "@orderwell/testing";
import { implementations } from "./app.ts";
import { fixedTexts } from "./platform/db/kept-statements.ts";
import { migrate } from "./platform/db/migrate.ts";
import { createPool } from "./platform/db/pool.ts";

test("the database can prepare every statement that is composed at start", async (t) => {
  assert.ok(implementations().length > 0, "every domain is loaded");
  let pool: ReturnType<typeof createPool> | undefined;
  const url = await scratchDatabase(t, async () => pool?.end());
  pool = createPool(url, { size: 1 });
  await migrate(pool);
  const texts = fixedTexts();
  assert.ok(texts.length > 10, `${texts.length} statements`);
  for (const [index, text] of texts.entries())
    await pool.query(`prepare s${index} as ${text}`).catch((error: Error) => assert.fail(`${error.message}\n${text}`));
});
