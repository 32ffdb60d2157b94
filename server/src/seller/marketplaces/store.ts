import type pg from "pg";
import { accessChannel } from "../../platform/access/access.ts";
import type { Clock } from "../../platform/clock.ts";
import type { Ids } from "../../platform/ids.ts";

/** A tenant of the installation. */
export interface Marketplace {
  readonly id: string;
  readonly name: string;
  readonly environment: string;
  readonly regionId: string;
  readonly ownerKey: number;
}

const columns = `id, name, environment, region_id as "regionId", owner_key as "ownerKey"`;

/** Marketplaces as a whole; what is in one is reached through its tenant's handle only. */
export class Marketplaces {
  readonly #pool: pg.Pool;
  readonly #clock: Clock;
  readonly #ids: Ids;

  constructor(pool: pg.Pool, clock: Clock, ids: Ids) {
    this.#pool = pool;
    this.#clock = clock;
    this.#ids = ids;
  }

  async find(id: string): Promise<Marketplace | undefined> {
    const { rows } = await this.#pool.query<Marketplace>(`select ${columns} from marketplace where lower(id) = $1`, [
      id.toLowerCase(),
    ]);
    return rows[0];
  }

  /** Those of an owner, by name; `search` is a part of ID or name. */
  async list(
    ownerKey: number,
    search: string,
    page: number,
    pageSize: number,
  ): Promise<{ items: Marketplace[]; total: number }> {
    const where = "owner_key = $1 and ($2 = '' or position(lower($2) in lower(id || ' ' || name)) > 0)";
    const [items, count] = await Promise.all([
      this.#pool.query<Marketplace>(
        `select ${columns} from marketplace where ${where} order by lower(name), lower(id) limit $3 offset $4`,
        [ownerKey, search, pageSize, (page - 1) * pageSize],
      ),
      this.#pool.query<{ total: number }>(`select count(*) as total from marketplace where ${where}`, [
        ownerKey,
        search,
      ]),
    ]);
    return { items: items.rows, total: count.rows[0]?.total ?? 0 };
  }

  /**
   * Makes a marketplace and the hidden seller user that its owner's portal tokens act as
   * (docs/behaviour/authentication.md §1). One that is there already gets the new name; its environment and region
   * stay. `undefined` when somebody else owns it.
   */
  async save(marketplace: Marketplace): Promise<Marketplace | undefined> {
    const client = await this.#pool.connect();
    try {
      await client.query("begin");
      const { rows } = await client.query<Marketplace & { created: boolean }>(
        `insert into marketplace (id, name, environment, region_id, owner_key, created_at) values ($1, $2, $3, $4, $5, $6)
         on conflict (lower(id)) do update set name = excluded.name where marketplace.owner_key = excluded.owner_key
         returning ${columns}, xmax = 0 as created`,
        [
          marketplace.id,
          marketplace.name,
          marketplace.environment,
          marketplace.regionId,
          marketplace.ownerKey,
          this.#clock.now(),
        ],
      );
      const saved = rows[0];
      if (saved?.created) {
        const guid = this.#ids.guid();
        await client.query(`set local app.marketplace = '${saved.id}'`);
        await client.query(
          `insert into app_user (marketplace_id, id, username, first_name, last_name, active, hidden, date_created)
           values ($1, $2, $2, 'Default', 'User', true, true, $3)`,
          [saved.id, guid, this.#clock.now()],
        );
      }
      await client.query("commit");
      return saved;
    } catch (error) {
      await client.query("rollback");
      throw error;
    } finally {
      client.release();
    }
  }

  /** The hidden user that portal tokens act as. */
  async defaultUser(id: string): Promise<{ key: number; username: string; tokenVersion: number }> {
    const client = await this.#pool.connect();
    try {
      await client.query("begin read only");
      await client.query(`set local app.marketplace = '${id}'`);
      const { rows } = await client.query<{ key: number; username: string; tokenVersion: number }>(
        `select key, username, token_version as "tokenVersion" from app_user where marketplace_id = $1 and hidden`,
        [id],
      );
      await client.query("commit");
      const [user] = rows;
      if (user === undefined) throw new Error(`Marketplace ${id} has no default user`);
      return user;
    } finally {
      client.release();
    }
  }

  /** Deletes a marketplace and everything in it; tokens for it end in every process. */
  async remove(id: string): Promise<void> {
    const client = await this.#pool.connect();
    try {
      await client.query("begin");
      await client.query(`set local app.marketplace = '${id}'`);
      const { rows } = await client.query<{ name: string }>(
        `select c.relname as name from pg_class c
         join pg_attribute a on a.attrelid = c.oid and a.attname = 'marketplace_id' and not a.attisdropped
         where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') order by 1`,
      );
      // References between the rows are checked at the end, when all of them are gone.
      for (const { name } of rows) await client.query(`delete from "${name}" where marketplace_id = $1`, [id]);
      await client.query("delete from marketplace where id = $1", [id]);
      await client.query("select pg_notify($1, $2)", [accessChannel, id]);
      await client.query("commit");
    } catch (error) {
      await client.query("rollback");
      throw error;
    } finally {
      client.release();
    }
  }
}
