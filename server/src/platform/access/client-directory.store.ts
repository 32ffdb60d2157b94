import type { Db } from "../db/db.ts";
import type { TenantDb } from "../db/session.ts";
import { type Fragments, prepared, sql, tables } from "../db/sql.ts";

const marketplaceOf = prepared(({ clientId }: Fragments<{ clientId: string }>) =>
  tables.selectFrom("client_directory").select("marketplace_id").where("client_id", "=", clientId),
);

/** Marketplace that an API client belongs to: all that is known of a request that carries no token. */
export class ClientDirectory {
  readonly #db: Db;

  constructor(db: Db) {
    this.#db = db;
  }

  /** The ID of the marketplace; `undefined` for a client that is not. */
  async marketplaceOf(clientId: string): Promise<string | undefined> {
    return (await this.#db.row(marketplaceOf({ clientId })))?.marketplace_id;
  }
}

/** Those of the IDs, in lower case, that clients of the marketplace have. */
export async function clientsAmong(db: TenantDb, ids: readonly string[]): Promise<string[]> {
  const clients = tables.selectFrom("client_directory").select("client_id");
  const found = await db.rows(
    clients.where("marketplace_id", "=", db.marketplaceId).where(sql<boolean>`client_id = any(${ids}::text[])`),
  );
  return found.map(({ client_id }) => client_id);
}

/** Lets the token endpoint find the marketplace of a client. */
export async function enterDirectory(db: TenantDb, clientId: string): Promise<void> {
  await db.run(tables.insertInto("client_directory").values({ client_id: clientId, marketplace_id: db.marketplaceId }));
}

export async function leaveDirectory(db: TenantDb, clientId: string): Promise<void> {
  await db.run(
    tables
      .deleteFrom("client_directory")
      .where("client_id", "=", clientId)
      .where("marketplace_id", "=", db.marketplaceId),
  );
}
