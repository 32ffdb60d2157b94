import type pg from "pg";
import {
  findMarketplace,
  listMarketplaces,
  type Marketplace,
  removalChannel,
  removeMarketplace,
  saveForwarder,
  saveMarketplace,
} from "../../companies/index.ts";
import { addHiddenUser, findHiddenUser } from "../../people/index.ts";
import { accessChannel } from "../../platform/access/access.ts";
import type { Clock } from "../../platform/clock.ts";
import type { Db } from "../../platform/db/db.ts";
import { notifyProcesses } from "../../platform/db/notify.ts";
import { Pooled } from "../../platform/db/pooled.ts";
import type { Ids } from "../../platform/ids.ts";
import { findForwarder, findSellerUser } from "./forwarder.store.ts";
import { enterMarketplace, removeRows } from "./rows.store.ts";

/** Marketplaces as a whole; what is in one is reached through its tenant's handle only. */
export class Marketplaces {
  readonly #pool: pg.Pool;
  readonly #db: Db;
  readonly #clock: Clock;
  readonly #ids: Ids;

  constructor(pool: pg.Pool, clock: Clock, ids: Ids) {
    this.#pool = pool;
    this.#db = new Pooled(pool);
    this.#clock = clock;
    this.#ids = ids;
  }

  find(id: string): Promise<Marketplace | undefined> {
    return findMarketplace(this.#db, id);
  }

  /** Those of an owner, by name; `search` is a part of ID or name. */
  list(
    ownerKey: number,
    search: string,
    page: number,
    pageSize: number,
  ): Promise<{ items: Marketplace[]; total: number }> {
    return listMarketplaces(this.#db, ownerKey, search, page, pageSize);
  }

  /**
   * Makes a marketplace and the hidden seller user that its owner's portal tokens act as
   * (docs/behaviour/authentication.md §1). One that is there already gets the new name; its environment and region
   * stay. `undefined` when somebody else owns it.
   */
  save(marketplace: Marketplace): Promise<Marketplace | undefined> {
    return this.#transaction(async (db) => {
      const now = this.#clock.now();
      const saved = await saveMarketplace(db, marketplace, now);
      if (saved?.created) {
        await enterMarketplace(db, saved.id);
        const guid = () => this.#ids.guid().toUpperCase();
        await addHiddenUser(db, saved.id, { id: guid(), username: guid() }, now);
      }
      return saved;
    });
  }

  /** The hidden user that portal tokens act as. */
  async defaultUser(id: string): Promise<{ key: number; username: string; tokenVersion: number }> {
    const user = await this.#transaction(async (db) => {
      await enterMarketplace(db, id);
      return findHiddenUser(db, id);
    });
    if (user === undefined) throw new Error(`Marketplace ${id} has no default user`);
    return user;
  }

  /** ID of the user who forwards its orders by themselves; `undefined` without one, or when they are gone. */
  forwarder(id: string): Promise<string | undefined> {
    return this.#transaction(async (db) => {
      await enterMarketplace(db, id);
      return findForwarder(db, id);
    });
  }

  /** @param userId in any case; null: nobody. @returns false when the marketplace has no such user of its own. */
  setForwarder(id: string, userId: string | null): Promise<boolean> {
    return this.#transaction(async (db) => {
      await enterMarketplace(db, id);
      const key = userId === null ? null : await findSellerUser(db, id, userId);
      if (key === undefined) return false;
      await saveForwarder(db, id, key);
      return true;
    });
  }

  /** Deletes a marketplace and everything in it; tokens for it end in every process. */
  remove(id: string): Promise<void> {
    return this.#transaction(async (db) => {
      await enterMarketplace(db, id);
      await removeRows(db, id);
      await removeMarketplace(db, id);
      for (const channel of [accessChannel, removalChannel]) await notifyProcesses(db, channel, id);
    });
  }

  async #transaction<Result>(work: (db: Db) => Promise<Result>): Promise<Result> {
    const client = await this.#pool.connect();
    try {
      await client.query("begin");
      const result = await work(new Pooled(client));
      await client.query("commit");
      return result;
    } catch (error) {
      await client.query("rollback");
      throw error;
    } finally {
      client.release();
    }
  }
}
