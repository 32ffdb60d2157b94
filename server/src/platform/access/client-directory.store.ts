import { LRUCache } from "lru-cache";
import type { Db } from "../db/db.ts";
import type { TenantDb } from "../db/session.ts";
import { type Fragments, prepared, sql, tables } from "../db/sql.ts";

const marketplaceOf = prepared(({ clientId }: Fragments<{ clientId: string }>) =>
  tables.selectFrom("client_directory").select("marketplace_id").where("client_id", "=", clientId),
);

/** Clients whose marketplace is remembered. */
const mostRemembered = 10_000;

/** Marketplace that an API client belongs to: all that is known of a request that carries no token. */
export class ClientDirectory {
  readonly #db: Db;
  readonly #remembered = new LRUCache<string, string>({ max: mostRemembered });

  constructor(db: Db) {
    this.#db = db;
  }

  /** The ID of the marketplace; `undefined` for a client that is not. */
  async marketplaceOf(clientId: string): Promise<string | undefined> {
    const found = (await this.#db.row(marketplaceOf({ clientId })))?.marketplace_id;
    if (found === undefined) this.#remembered.delete(clientId);
    else this.#remembered.set(clientId, found);
    return found;
  }

  /**
   * The ID that a client had when it was last looked up, as clients do not move: whoever does not find it there, or refuses
   * it, looks it up.
   */
  lastMarketplaceOf(clientId: string): string | undefined {
    return this.#remembered.get(clientId);
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
