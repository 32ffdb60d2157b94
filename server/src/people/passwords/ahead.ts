import { hashAhead, type PasswordHashing } from "../../platform/passwords.ts";
import type { Services } from "../../platform/work/services.ts";
import type { Work } from "../../platform/work/work.ts";
import { strictest } from "./rules.ts";
import { formerHashes, presentPassword } from "./store.ts";

/**
 * Hashes a password that is about to be set, and compares it with those that its user may not choose again, before a
 * transaction holds a connection for it.
 *
 * @param userKey whoever chooses for themselves; null where former passwords do not count.
 * @throws ApiError TooManyRequests, Api.Busy
 */
export async function passwordAhead(
  { hashing, tenants, people }: Services,
  marketplaceId: string,
  password: string,
  userKey: number | null,
): Promise<PasswordHashing> {
  const used =
    userKey === null
      ? []
      : await tenants.transaction(marketplaceId, "read", async (db) => {
          const { configs, hash } = await presentPassword(db, people.facts, userKey);
          const { reuseLimit } = strictest(configs);
          if (reuseLimit === 0) return [];
          const former = await formerHashes(db, userKey, reuseLimit - 1);
          return hash === null ? former : [hash, ...former];
        });
  return hashing.run(marketplaceId, () => hashAhead(password, used));
}

/** The same work, which finds done what was done ahead. */
export const withPasswords = <W extends Work>(work: W, passwords: PasswordHashing): W => ({
  ...work,
  services: { ...work.services, passwords },
});

/** Work that has not begun its transaction yet, with the password hashed that its body sets, if it sets one. */
export async function passwordOf<W extends Work>(
  work: W,
  password: string | null | undefined,
  userKey: number | null = null,
): Promise<W> {
  if (password === null || password === undefined || password === "") return work;
  return withPasswords(work, await passwordAhead(work.services, work.marketplaceId, password, userKey));
}
