import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openDatabase } from "../server/src/platform/db/database.ts";
import { schemaFile } from "../server/src/platform/db/migration-files.ts";
import { dumpSchema } from "../server/src/platform/db/schema-dump.ts";
import { startEmbedded } from "../server/src/platform/embedded/embedded.ts";

/** Writes the schema that all migrations give, from an empty embedded database. */
const folder = await mkdtemp(join(tmpdir(), "orderwell-schema-"));
const embedded = await startEmbedded({ dataFolder: folder, log: () => {} });
try {
  const database = await openDatabase(embedded.url);
  await writeFile(schemaFile, await dumpSchema(database.system));
  await database.close();
} finally {
  await embedded.stop();
  await rm(folder, { recursive: true, force: true });
}
