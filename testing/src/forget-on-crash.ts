import pg from "pg";

/** Lets transactions of a database for tests end before they are on the disk. @param url with the rights of its owner. */
export async function forgetOnCrash(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(
      "do $$ begin execute format('alter database %I set synchronous_commit = off', current_database()); end $$",
    );
  } finally {
    await client.end();
  }
}
