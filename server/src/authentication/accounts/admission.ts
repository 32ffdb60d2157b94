import type { CodeWithoutData } from "@orderwell/contract";
import { grantedRoles } from "../../platform/access/roles.ts";
import type { Claims } from "../../platform/access/tokens.ts";
import { openSealed } from "../../platform/crud/sealed-properties.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { digest, sameDigest } from "../../platform/digest.ts";
import type { SecretBox } from "../../platform/secret-box.ts";
import { type Account, type Client, isAssigned, type SecretDigest } from "./store.ts";

/** Once a client has a secret, every grant needs one, also while all it has are expired: it was never meant to be open. */
export const needsSecret = (client: Client): boolean =>
  client.secret !== null || (client.secrets.value as readonly SecretDigest[]).length > 0;

/** Tells whether a secret is one of those a client accepts now: the legacy one, or any that has not expired. */
export function acceptsSecret(client: Client, given: string, box: SecretBox, now: Date): boolean {
  const hash = digest(given);
  const isGood = ({ until }: SecretDigest): boolean => until === null || Date.parse(until) > now.getTime();
  const accepted = (client.secrets.value as readonly SecretDigest[]).filter(isGood).map((one) => one.hash);
  if (client.secret !== null) accepted.push(digest(openSealed(box, "api_client", client.secret)));
  return accepted.filter((one) => sameDigest(one, hash)).length > 0;
}

/** Reason why nobody signs in as this user now; `undefined` when they may. */
export function inactivity(account: Account): CodeWithoutData | undefined {
  if (!account.sellerActive) return "Auth.SellerNotActive";
  if (!account.companyActive) return "Auth.CompanyNotActive";
  return account.active ? undefined : "Auth.UserNotActive";
}

/** Tells whether a user may sign in through a client. */
export async function mayUse(db: TenantDb, client: Client, account: Account): Promise<boolean> {
  switch (account.type) {
    case "Seller":
      return client.allowSeller;
    case "Buyer":
      return client.allowAnyBuyer || isAssigned(db, client, account);
    case "Supplier":
      return client.allowAnySupplier || isAssigned(db, client, account);
  }
}

/** The roles of a user who signs in through a client; `undefined` when the client refuses them. */
export const rolesThrough = (
  client: Client,
  account: Account,
  requested: readonly string[],
): readonly string[] | undefined =>
  grantedRoles(new Set(account.roles.value as string[]), requested, {
    minimum: [...(client.minimumRoles.value as string[]), ...(client.minimumCustomRoles.value as string[])],
    maximum: client.maximumRoles.value as string[],
    maximumCustom: client.maximumCustomRoles.value as string[],
  });

/** Claims of every token of a user; those that are not anonymous add their number. */
export const claimsOf = (
  { marketplaceId }: Pick<TenantDb, "marketplaceId">,
  account: Account,
  client: Pick<Client, "id"> | null,
  roles: readonly string[],
): Omit<Claims, "u"> => ({
  usr: account.username,
  ...(client === null ? {} : { cid: client.id }),
  usrtype: account.type === "Seller" ? "admin" : account.type === "Buyer" ? "buyer" : "supplier",
  roles,
  mid: marketplaceId,
  cver: account.tokenVersion,
});
