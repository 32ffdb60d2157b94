import type pg from "pg";

/** The marketplace of an API client, for requests that name nothing else; `undefined` when there is no such client. */
export async function marketplaceOfClient(system: pg.Pool, clientId: string): Promise<string | undefined> {
  const { rows } = await system.query<{ marketplace_id: string }>({
    name: "client-directory",
    text: "select marketplace_id from client_directory where client_id = $1",
    values: [clientId],
  });
  return rows[0]?.marketplace_id;
}
