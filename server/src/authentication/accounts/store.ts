import type { CommerceRole } from "@orderwell/contract";
import type { Json } from "../../platform/db/json.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { type Fragments, prepared, type RawBuilder, sql, tables } from "../../platform/db/sql.ts";
import { availableRoles, passwordConfigs } from "../security-profiles/reach.store.ts";

/** The side a user is on, over the alias `u`. */
export const userType = sql<CommerceRole>`case when u.buyer_id is not null then 'Buyer' when u.supplier_id is not null then 'Supplier' else 'Seller' end`;

/** An API client as the token endpoint needs it. */
export interface Client {
  readonly id: string;
  readonly active: boolean;
  /** The one that administrators set and read, sealed. */
  readonly secret: string | null;
  /** Those of the kind that can be read only once, as an array of `SecretDigest`, expired ones among them. */
  readonly secrets: Json;
  readonly accessTokenMinutes: number;
  readonly refreshTokenMinutes: number;
  readonly anonymousTokenMinutes: number;
  readonly defaultUserKey: number | null;
  readonly isAnonBuyer: boolean;
  readonly allowAnyBuyer: boolean;
  readonly allowAnySupplier: boolean;
  readonly allowSeller: boolean;
  readonly minimumRoles: Json;
  readonly minimumCustomRoles: Json;
  readonly maximumRoles: Json;
  readonly maximumCustomRoles: Json;
  readonly checkoutEventId: string | null;
  readonly returnEventId: string | null;
  readonly addToCartEventId: string | null;
}

/** What is kept of a secret that can be read only once. */
export interface SecretDigest {
  readonly hash: string;
  /** Time at which it ends; null: never. */
  readonly until: string | null;
}

/** A user as the token endpoint needs them. */
export interface Account {
  readonly key: number;
  readonly id: string;
  readonly username: string;
  readonly type: CommerceRole;
  readonly buyerId: string | null;
  readonly supplierId: string | null;
  readonly passwordHash: string | null;
  readonly active: boolean;
  readonly companyActive: boolean;
  readonly sellerActive: boolean;
  readonly lockedOut: boolean;
  readonly tokenVersion: number;
  /** Roles and custom roles that security profiles give them. */
  readonly roles: Json;
  /** Demands of security profiles on their password. */
  readonly passwordConfigs: Json;
  readonly passwordSetAt: string | null;
  /** Time that was last noted of them; null: none. */
  readonly lastActive: string | null;
}

/** Time for which a note that a user was active is as good as another. */
const noteMs = 60_000;

/** Tells whether it was noted a moment ago that a user was active. */
export const notedLately = ({ lastActive }: Pick<Account, "lastActive">, now: Date): boolean =>
  lastActive !== null && Date.parse(lastActive) > now.getTime() - noteMs;

interface Asked {
  readonly marketplaceId: string;
  readonly now: Date;
}

interface ClientId {
  readonly marketplaceId: string;
  readonly id: string;
}

/** Columns of a `Client`, of the client of the alias `c` and its secrets `s`. */
const clientColumns = sql`c.id, c.active, c.client_secret as secret, s.secrets,
  c.access_token_duration as "accessTokenMinutes", c.refresh_token_duration as "refreshTokenMinutes",
  c.anonymous_token_duration as "anonymousTokenMinutes", c.default_context_user_key as "defaultUserKey",
  c.is_anon_buyer as "isAnonBuyer", c.allow_any_buyer as "allowAnyBuyer", c.allow_any_supplier as "allowAnySupplier",
  c.allow_seller as "allowSeller", c.minimum_required_roles as "minimumRoles",
  c.minimum_required_custom_roles as "minimumCustomRoles", c.maximum_granted_roles as "maximumRoles",
  c.maximum_granted_custom_roles as "maximumCustomRoles",
  c.order_checkout_integration_event_id as "checkoutEventId", c.order_return_integration_event_id as "returnEventId",
  c.add_to_cart_integration_event_id as "addToCartEventId"`;

const clients = sql`
  from api_client c
  cross join lateral (
    select coalesce(jsonb_agg(jsonb_build_object('hash', s.secret_hash, 'until', s.expiration)), '[]') as secrets
    from api_client_secret s where s.marketplace_id = c.marketplace_id and s.api_client_id = c.id) s`;

const ofId = ({ marketplaceId, id }: Fragments<ClientId>) =>
  sql`where c.marketplace_id = ${marketplaceId} and c.id = ${id}`;

const clientAlone = prepared<ClientId, Client>(
  (named: Fragments<ClientId>) => sql`select ${clientColumns} ${clients} ${ofId(named)}`,
);

export const findClient = (db: TenantDb, id: string): Promise<Client | undefined> =>
  db.row(clientAlone({ marketplaceId: db.marketplaceId, id: id.toLowerCase() }));

const accounts = ({ marketplaceId, now }: Fragments<Asked>) => sql`
  select u.key, u.id, u.username, ${userType} as type, u.buyer_id as "buyerId", u.supplier_id as "supplierId",
    u.password_hash as "passwordHash", u.active, coalesce(b.active, s.active, true) as "companyActive",
    m.active as "sellerActive", coalesce(u.locked_until > ${now}, false) as "lockedOut",
    u.token_version as "tokenVersion", ${availableRoles("u")} as roles, ${passwordConfigs("u")} as "passwordConfigs",
    u.password_last_set_date as "passwordSetAt", u.last_active as "lastActive"
  from app_user u
  join marketplace m on m.id = u.marketplace_id
  left join buyer b on b.marketplace_id = u.marketplace_id and b.id = u.buyer_id
  left join supplier s on s.marketplace_id = u.marketplace_id and s.id = u.supplier_id
  where u.marketplace_id = ${marketplaceId} and not u.hidden`;

const byUsername = prepared<Asked & { readonly username: string }, Account>(
  (asked: Fragments<Asked & { readonly username: string }>) =>
    sql`${accounts(asked)} and folded_text(u.username) = folded_text(${asked.username})`,
);

const byKey = prepared<Asked & { readonly key: number }, Account>(
  (asked: Fragments<Asked & { readonly key: number }>) => sql`${accounts(asked)} and u.key = ${asked.key}`,
);

export const findByUsername = (db: TenantDb, username: string, now: Date): Promise<Account | undefined> =>
  db.row(byUsername({ marketplaceId: db.marketplaceId, now, username }));

export const findByKey = (db: TenantDb, key: number, now: Date): Promise<Account | undefined> =>
  db.row(byKey({ marketplaceId: db.marketplaceId, now, key }));

/** Columns of an `Account`. */
const accountColumns = [
  "key",
  "id",
  "username",
  "type",
  "buyerId",
  "supplierId",
  "passwordHash",
  "active",
  "companyActive",
  "sellerActive",
  "lockedOut",
  "tokenVersion",
  "roles",
  "passwordConfigs",
  "passwordSetAt",
  "lastActive",
] as const satisfies readonly (keyof Account)[];

/** Name of an account's column in a row that holds a client as well. */
const ofAccount = (name: string): string => `account.${name}`;

/** The user is looked for by a query of its own, which says the marketplace itself: Citus carries out no other. */
const clientInContext = prepared<Asked & ClientId, Client & Readonly<Record<string, unknown>>>(
  (asked: Fragments<Asked & ClientId>) => sql`
    select ${clientColumns}, ${sql.join(accountColumns.map((name) => sql`a.${sql.id(name)} as ${sql.id(ofAccount(name))}`))}
    ${clients}
    left join (${accounts(asked)} and u.key = (select c.default_context_user_key from api_client c ${ofId(asked)})) a on true
    ${ofId(asked)}`,
);

/** A client with the user who acts where none signs in; undefined for a client that has none. */
export interface ClientInContext {
  readonly client: Client;
  readonly account: Account | undefined;
}

export async function findClientInContext(db: TenantDb, id: string, now: Date): Promise<ClientInContext | undefined> {
  const row = await db.row(clientInContext({ marketplaceId: db.marketplaceId, id: id.toLowerCase(), now }));
  if (row === undefined) return undefined;
  if (row[ofAccount("key")] === null) return { client: row, account: undefined };
  const account = Object.fromEntries(accountColumns.map((name) => [name, row[ofAccount(name)]]));
  return { client: row, account: account as unknown as Account };
}

/** The condition that the client of one alias admits the user of another. */
export function admits(client: string, user: string): RawBuilder<boolean> {
  const c = (column: string) => sql.ref(`${client}.${column}`);
  const u = (column: string) => sql.ref(`${user}.${column}`);
  return sql`(case when ${u("buyer_id")} is not null then ${c("allow_any_buyer")}
      when ${u("supplier_id")} is not null then ${c("allow_any_supplier")} else ${c("allow_seller")} end
    or exists (select from api_client_assignment a
      where a.marketplace_id = ${c("marketplace_id")} and a.api_client_id = ${c("id")}
        and (a.buyer_id = ${u("buyer_id")} or a.supplier_id = ${u("supplier_id")})))`;
}

/** Tells whether the client was assigned to the user's buyer or supplier. */
export async function isAssigned(db: TenantDb, client: Client, account: Account): Promise<boolean> {
  const assignments = tables
    .selectFrom("api_client_assignment")
    .select("api_client_id")
    .where("marketplace_id", "=", db.marketplaceId)
    .where("api_client_id", "=", client.id);
  const found = await db.row(
    account.buyerId === null
      ? assignments.where("supplier_id", "=", account.supplierId)
      : assignments.where("buyer_id", "=", account.buyerId),
  );
  return found !== undefined;
}
