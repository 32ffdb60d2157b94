import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { migrateDatabase } from "../server/src/index.ts";

/**
 * Tries the schema on Citus: migrates, distributes every tenant table by marketplace, and runs the main job there. Needs
 * an empty Citus database at DATABASE_URL, and leaves it empty again; without one it says so and skips.
 */
const url = process.env.DATABASE_URL ?? "";
/** Tests that make up the main job, from a marketplace to a shipped order, and what an engine refused of the rest once. */
const mainJob =
  process.argv.length > 2
    ? process.argv.slice(2)
    : [
        "compat/main-job.test.ts",
        ...[
          "catalogs/products/selling",
          "catalogs/storefront/fresh",
          "catalogs/storefront/products",
          "catalogs/variants/variants",
          "orders/promotions/order-promotions",
        ].map((name) => `server/src/${name}.test.ts`),
      ];

const client = url === "" ? undefined : new pg.Client({ connectionString: url });
const isCitus = await client?.connect().then(
  async () => (await client.query("select from pg_extension where extname = 'citus'")).rowCount === 1,
  () => false,
);
if (client === undefined || !isCitus) {
  console.log("Skipped: there is no Citus database at DATABASE_URL.");
  await client?.end().catch(() => {});
  process.exit(0);
}

const tables = async (): Promise<string[]> =>
  (
    await client.query<{ name: string }>(
      "select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and relname !~ '^(pg_|citus_)' order by 1",
    )
  ).rows.map(({ name }) => name);

/** Functions that migrations made, not those of extensions. */
const functions = async (): Promise<string[]> =>
  (
    await client.query<{ signature: string }>(
      `select p.oid::regprocedure::text as signature from pg_proc p where p.pronamespace = 'public'::regnamespace
         and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')`,
    )
  ).rows.map(({ signature }) => signature);

if ((await tables()).length > 0) {
  console.error("The database at DATABASE_URL is not empty.");
  await client.end();
  process.exit(1);
}

let failed = true;
try {
  console.log(`Migrated: ${(await migrateDatabase(url)).join(", ")}`);
  await distribute(client);
  const run = spawnSync(process.execPath, ["--test", "--test-timeout", "180000", ...mainJob], {
    cwd: fileURLToPath(new URL("../", import.meta.url)),
    env: { ...process.env, ORDERWELL_TEST_DATABASE_URL: url, DATABASE_URL: "" },
    stdio: "inherit",
  });
  failed = run.status !== 0;
} finally {
  for (const name of await tables()) await client.query(`drop table if exists "${name}" cascade`);
  for (const signature of await functions()) await client.query(`drop function if exists ${signature} cascade`);
  await client.query("drop text search configuration if exists stemming");
  for (const schema of ["outbox", "jobs"]) await client.query(`drop schema if exists ${schema} cascade`);
  await client.end();
}
process.exit(failed ? 1 : 0);

/** Distributes tables with a marketplace, the ones that others refer to first; what they refer to besides is copied to every node. */
async function distribute(client: pg.Client): Promise<void> {
  await client.query("select create_reference_table('portal_user')");
  await client.query("select create_reference_table('marketplace')");
  const { rows } = await client.query<{ name: string; parents: string[] }>(`
    select c.relname as name, array(
      select distinct p.relname::text from pg_constraint f join pg_class p on p.oid = f.confrelid
      where f.conrelid = c.oid and f.contype = 'f' and p.oid <> c.oid) as parents
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'marketplace_id' and not a.attisdropped
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
      and obj_description(c.oid, 'pg_class') is distinct from 'platform' order by 1`);
  const left = new Map(rows.map(({ name, parents }) => [name, parents]));
  let first: string | undefined;
  while (left.size > 0) {
    const next = [...left].find(([, parents]) => parents.every((parent) => !left.has(parent)));
    if (next === undefined) throw new Error(`Tables refer to each other in a circle: ${[...left.keys()].join(", ")}`);
    const [name] = next;
    await client.query("select create_distributed_table($1::text::regclass, 'marketplace_id', colocate_with => $2)", [
      name,
      first ?? "none",
    ]);
    first ??= name;
    left.delete(name);
  }
  console.log(`Distributed ${rows.length} tables by marketplace_id`);
}
