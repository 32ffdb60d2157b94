import { type Access, accessChannel } from "../../platform/access/access.ts";
import type { InvalidatedCache } from "../../platform/cache-invalidation.ts";
import { textBytes } from "../../platform/caches/bounded-cache.ts";
import { CacheByMarketplace } from "../../platform/caches/cache-by-marketplace.ts";
import type { Tenants } from "../../platform/db/tenants.ts";
import { lookUp } from "../../platform/db/terms.ts";
import { mayUse } from "../accounts/admission.ts";
import { type ClientInContext, findClientInContext, notedLately } from "../accounts/store.ts";

/** A client and the user who acts where none signs in, as they were read for grants. */
export interface ContextClient extends ClientInContext {
  readonly marketplaceId: string;
  /** The client admits the user; false without one. */
  readonly admitted: boolean;
}

/** Bytes of one without its lists. */
const baseBytes = 2_000;

function bytesOf({ client, account }: ContextClient): number {
  const lists = [client.secrets, client.minimumRoles, client.minimumCustomRoles, client.maximumRoles];
  const more = account === undefined ? [] : [account.roles, account.passwordConfigs];
  const texts = [...lists, client.maximumCustomRoles, ...more].reduce((sum, list) => sum + textBytes(list.text), 0);
  // Each list is there as text and as what was parsed of it.
  return baseBytes + 3 * texts + textBytes(client.secret ?? "");
}

/**
 * API clients with their default context users, held between grants: guests come all the time. What was read is dropped as
 * callers are (`invalidateAccess`), and used for no longer than a note that the user was active is good, a minute.
 *
 * It is for granting only. Whoever would be refused by it is to be judged by what is read anew: what another process has just
 * permitted need not have been heard of yet.
 */
export class ContextClients implements InvalidatedCache {
  readonly channel = accessChannel;
  readonly #tenants: Tenants;
  readonly #access: Access;
  readonly #held = new CacheByMarketplace<ContextClient>("context_clients", { maxBytes: 8_000_000, bytesOf });
  readonly caches = [this.#held];
  listening = true;

  constructor(tenants: Tenants, access: Access) {
    this.#tenants = tenants;
    this.#access = access;
  }

  /** What is held of a client, by its ID in lower case. */
  held(marketplaceId: string, clientId: string, now: Date): ContextClient | undefined {
    const found = this.#held.get(keyOf(marketplaceId, clientId));
    return found?.account !== undefined && notedLately(found.account, now) ? found : undefined;
  }

  /** Reads a client; `undefined` when there is none of that ID. */
  async read(marketplaceId: string, clientId: string, now: Date): Promise<ContextClient | undefined> {
    const since = this.#access.moment;
    const found = await this.#tenants.transaction(
      marketplaceId,
      "read",
      async (db) => {
        const one = await findClientInContext(db, clientId, now);
        if (one === undefined) return undefined;
        const admitted = one.account !== undefined && (await mayUse(db, one.client, one.account));
        return { ...one, marketplaceId, admitted };
      },
      lookUp,
    );
    // What changed meanwhile may not be in it.
    if (found?.admitted && this.listening && since === this.#access.moment)
      this.#held.set(keyOf(marketplaceId, clientId), found);
    return found;
  }

  forget(marketplaceId: string): void {
    this.#held.forget(marketplaceId);
  }

  forgetAll(): void {
    this.#held.clear();
  }
}

const keyOf = (marketplaceId: string, clientId: string): string => `${marketplaceId} ${clientId}`;
