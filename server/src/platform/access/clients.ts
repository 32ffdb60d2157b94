import type pg from "pg";

/** Which marketplace an API client belongs to: all that is known of a request that carries no token. */
export class ClientDirectory {
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  /** The ID of the marketplace; `undefined` for a client that is not. */
  async marketplaceOf(clientId: string): Promise<string | undefined> {
    const { rows } = await this.#pool.query<{ marketplace_id: string }>({
      name: "client-directory",
      text: "select marketplace_id from client_directory where client_id = $1",
      values: [clientId],
    });
    return rows[0]?.marketplace_id;
  }
}
