import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEmbedded } from "@orderwell/server";
import pg from "pg";

export interface BenchDatabase {
  readonly url: string;
  /** Kind of PostgreSQL. */
  readonly name: string;
  stop(): Promise<void>;
}

/**
 * Tells those who follow the list of a marketplace's changed products that others were written without it. To be run in the
 * transaction that wrote them.
 */
export async function skipChanges(client: pg.Client, marketplaceId: string): Promise<void> {
  await client.query(
    `insert into product_change_count as c (marketplace_id, shard, changes, stamp) values ($1, 0, 1, 1)
     on conflict (marketplace_id, shard) do update set changes = c.changes + 1, stamp = c.stamp + 1`,
    [marketplaceId],
  );
  await client.query(
    `insert into product_change (marketplace_id, shard, number, stamp, class_ids, product_ids)
     select marketplace_id, shard, changes, stamp, '{}', '{}' from product_change_count where marketplace_id = $1 and shard = 0`,
    [marketplaceId],
  );
}

/** A database for this run only, on the server at DATABASE_URL or an embedded one; or an embedded one that is kept in a folder. */
export async function benchDatabase(kept?: string): Promise<BenchDatabase> {
  const given = process.env.DATABASE_URL;
  if (kept === undefined && given !== undefined && given !== "") {
    const name = `orderwell_bench_${process.pid}`;
    const admin = new pg.Client({ connectionString: given });
    await admin.connect();
    await admin.query(`create database ${name}`);
    const version = (await admin.query<{ server_version: string }>("show server_version")).rows[0]?.server_version;
    return {
      url: given.replace(/^(postgres(?:ql)?:\/\/[^/]*\/)[^?]*/, `$1${name}`),
      name: `PostgreSQL ${version}`,
      async stop() {
        await admin.query(`drop database ${name} with (force)`);
        await admin.end();
      },
    };
  }
  const folder = kept ?? (await mkdtemp(join(tmpdir(), "orderwell-bench-")));
  const embedded = await startEmbedded({ dataFolder: folder, log: () => {} });
  return {
    url: embedded.url,
    name: `embedded PostgreSQL ${embedded.version}`,
    async stop() {
      await embedded.stop();
      if (kept === undefined) await rm(folder, { recursive: true, force: true });
    },
  };
}
