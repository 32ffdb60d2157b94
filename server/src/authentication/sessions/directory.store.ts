import type { KnownUser, UserDirectory } from "../../platform/access/access.ts";
import { type ClientRoles, mayImpersonate } from "../../platform/access/roles.ts";
import type { Claims } from "../../platform/access/tokens.ts";
import type { Json } from "../../platform/db/json.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { type RawBuilder, sql } from "../../platform/db/sql.ts";
import { digest } from "../../platform/digest.ts";
import { admits, userType } from "../accounts/store.ts";
import { hasResetCode } from "../credentials/store.ts";
import { permittedRoles } from "../impersonation/store.ts";
import { availableRoles } from "../security-profiles/reach.store.ts";
import { isForService, ownRoles, remainingRoles } from "./rules.ts";

interface UserRow extends Pick<KnownUser, "key" | "id" | "username" | "type" | "companyId"> {
  readonly buyerId: string | null;
  readonly hidden: boolean;
  readonly tokenVersion: number;
  /** Digest of the token that outlives the present version. */
  readonly keptToken: string | null;
  readonly roles: Json;
  /** What the client demands and leaves, by the names of `ClientRoles`; null without a client. */
  readonly client: Json | null;
  /** The client admits the user; null without a client. */
  readonly admitted: boolean | null;
  readonly checkoutEventId: string | null;
  readonly returnEventId: string | null;
  readonly addToCartEventId: string | null;
}

/** Tells whether the user of this alias and their company are switched on. */
const standing = (u: string): RawBuilder<boolean> => {
  const of = (column: string) => sql.ref(`${u}.${column}`);
  return sql`${of("active")}
    and (${of("buyer_id")} is null or exists (
      select from buyer b where b.marketplace_id = ${of("marketplace_id")} and b.id = ${of("buyer_id")} and b.active))
    and (${of("supplier_id")} is null or exists (
      select from supplier s where s.marketplace_id = ${of("marketplace_id")} and s.id = ${of("supplier_id")} and s.active))`;
};

/** What a token's client says of its user. A comparison with no client would be one that a distributed database cannot place. */
const clientOf = (clientId: string | undefined) =>
  clientId === undefined
    ? {
        columns: sql`null::jsonb as client, null::boolean as admitted, null::text as "checkoutEventId",
          null::text as "returnEventId", null::text as "addToCartEventId"`,
        join: sql``,
      }
    : {
        columns: sql`jsonb_build_object('minimum', c.minimum_required_roles || c.minimum_required_custom_roles,
            'maximum', c.maximum_granted_roles, 'maximumCustom', c.maximum_granted_custom_roles) as client,
          ${admits("c", "u")} as admitted, c.order_checkout_integration_event_id as "checkoutEventId",
          c.order_return_integration_event_id as "returnEventId",
          c.add_to_cart_integration_event_id as "addToCartEventId"`,
        join: sql`join api_client c on c.marketplace_id = u.marketplace_id and c.id = ${clientId} and c.active`,
      };

/** The user of a key; `undefined` unless marketplace, company, user and client are there and active. */
function findUser(db: TenantDb, key: number, clientId: string | undefined): Promise<UserRow | undefined> {
  const client = clientOf(clientId);
  return db.row(sql`
    select u.key, u.id, u.username, ${userType} as type, coalesce(u.buyer_id, u.supplier_id, m.id) as "companyId",
      u.buyer_id as "buyerId", u.hidden, u.token_version as "tokenVersion", u.kept_token as "keptToken",
      ${availableRoles("u")} as roles, ${client.columns}
    from app_user u
    join marketplace m on m.id = u.marketplace_id and m.active
    ${client.join}
    where u.marketplace_id = ${db.marketplaceId} and u.key = ${key} and ${standing("u")}`);
}

const unlimited: ClientRoles = { minimum: [], maximum: [], maximumCustom: [] };

/**
 * Users by what their tokens say, and whether a token still is as good as when it was issued
 * (docs/behaviour/authentication.md §5, §7).
 */
export const userDirectory: UserDirectory = {
  async find(db, claims, token, now): Promise<KnownUser | undefined> {
    const named = claims.u ?? claims.tu;
    if (named === undefined) return undefined;
    const user = await findUser(db, Number(named), claims.cid);
    if (user === undefined) return undefined;
    // A client need not admit those who invited for whoever was invited through it.
    if (user.admitted === false && !isForService(claims) && claims.invitationid === undefined) return undefined;
    const { invitationid } = claims;
    const until = invitationid === undefined ? undefined : await endOfInvitation(db, user.key, invitationid, now);
    if (invitationid !== undefined && until === undefined) return undefined;
    const by = claims.imp === undefined ? null : await findUser(db, Number(claims.imp), undefined);
    if (by === undefined) return undefined;
    const { key, id, username, type, companyId, checkoutEventId, returnEventId, addToCartEventId } = user;
    const clientSettings = { checkoutEventId, returnEventId, addToCartEventId };
    const current = user.tokenVersion === claims.cver || user.keptToken === digest(token);
    const roles = current ? await rolesLeft(db, { claims, user, by, now }) : undefined;
    return { key, id, username, type, companyId, clientSettings, roles, until };
  },
};

/** Time until which an invitation to an order of a user's can be used, in milliseconds since 1970; undefined: it cannot. */
async function endOfInvitation(
  db: TenantDb,
  userKey: number,
  invitationId: string,
  now: Date,
): Promise<number | undefined> {
  const found = await db.row<{ readonly until: string }>(sql`
    select i.expiration_date as until from group_order_invitation i
    join purchase_order o on o.marketplace_id = i.marketplace_id and o.id = i.order_id
    where i.marketplace_id = ${db.marketplaceId} and i.id = ${invitationId} and i.expiration_date > ${now}
      and o.from_user_key = ${userKey}`);
  return found && Date.parse(found.until);
}

/**
 * The roles that a token still has; `undefined` when it has ended.
 *
 * @param by who acts as the user; null: they themselves.
 */
async function rolesLeft(
  db: TenantDb,
  {
    claims,
    user,
    by,
    now,
  }: { readonly claims: Claims; readonly user: UserRow; readonly by: UserRow | null; readonly now: Date },
): Promise<readonly string[] | undefined> {
  if (claims.code !== undefined) return (await hasResetCode(db, user.key, claims.code, now)) ? claims.roles : undefined;
  const client = (user.client?.value as ClientRoles | undefined) ?? unlimited;
  if (by !== null) return impersonatedRoles(db, claims, { user, by, client });
  // The portal says what its hidden user may.
  return user.hidden ? claims.roles : remainingRoles(claims, new Set(user.roles.value as string[]), client);
}

/** The same for a token that somebody else uses: it lasts as long as their permission does. */
async function impersonatedRoles(
  db: TenantDb,
  claims: Claims,
  { user, by, client }: { readonly user: UserRow; readonly by: UserRow; readonly client: ClientRoles },
): Promise<readonly string[] | undefined> {
  if (by.tokenVersion !== claims.icver) return undefined;
  const permitted = by.hidden || claims.ielv === true || mayImpersonate(new Set(by.roles.value as string[]));
  if (!permitted || user.buyerId === null) return undefined;
  const target = { clientId: claims.cid ?? "", buyerId: user.buyerId, userKey: user.key };
  const roles = await permittedRoles(db, { userKey: by.key, buyerId: by.buyerId }, target);
  if (ownRoles(claims).length > 0 && roles.length === 0) return undefined;
  return remainingRoles(claims, new Set(roles), { ...client, minimum: [] });
}
