import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";

/** Folder of the numbered migrations. */
export const migrationsFolder = new URL("../../../migrations/", import.meta.url);

/** The schema that they give, for review. */
export const schemaFile = new URL("schema.sql", migrationsFolder);

export interface Migration {
  /** File name, such as `0002_returns.sql`. */
  readonly name: string;
  readonly text: string;
  /** SHA-256 of the text, in hexadecimal. */
  readonly checksum: string;
}

/** Names the schema that the migrations of a folder give: another one after any change of theirs. */
export async function schemaDigest(folder = migrationsFolder): Promise<string> {
  const digest = createHash("sha256");
  for (const { checksum } of await readMigrations(folder)) digest.update(checksum);
  return digest.digest("hex").slice(0, 32);
}

/**
 * The migrations of a folder in the order of their numbers.
 *
 * @throws Error when numbers are missing, doubled or do not begin with 0001.
 */
export async function readMigrations(folder: URL): Promise<Migration[]> {
  const names = (await readdir(folder)).filter((name) => /^\d{4}_.*\.sql$/.test(name)).sort();
  for (const [index, name] of names.entries()) {
    const expected = String(index + 1).padStart(4, "0");
    if (!name.startsWith(`${expected}_`)) throw new Error(`Migration ${name} should have the number ${expected}`);
  }
  return Promise.all(
    names.map(async (name) => {
      const text = await readFile(new URL(name, folder), "utf8");
      return { name, text, checksum: createHash("sha256").update(text).digest("hex") };
    }),
  );
}
