import type { OpenIdConnect, User } from "@orderwell/contract";
import type { People } from "../../people/index.ts";
import type { Claims } from "../../platform/access/tokens.ts";
import { plain, type Row } from "../../platform/db/json.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { idIs, sql } from "../../platform/db/sql.ts";
import { userType } from "../accounts/store.ts";
import { configTable } from "../open-id-connects/store.ts";
import type { Identity } from "./id-token.ts";

/** A configuration, with what a sign-in needs around it. */
export interface SignInConfig {
  /** As the service that is asked for the user is shown it: without the secret. */
  readonly config: Omit<OpenIdConnect, "ConnectClientSecret"> & { readonly ConnectClientSecret: null };
  readonly sealedSecret: string;
  readonly clientActive: boolean;
  readonly environment: string;
}

export async function findConfig(db: TenantDb, id: string): Promise<SignInConfig | undefined> {
  const row = await db.row<Row<OpenIdConnect> & Omit<SignInConfig, "config" | "sealedSecret">>(sql`
    select ${configTable.select}, c.active as "clientActive", m.environment
    from open_id_connect t
    join api_client c on c.marketplace_id = t.marketplace_id and c.id = t.order_cloud_api_client_id
    join marketplace m on m.id = t.marketplace_id
    where t.marketplace_id = ${db.marketplaceId} and ${idIs("t.id", id)}`);
  if (row === undefined) return undefined;
  const { clientActive, environment, ...config } = row;
  const shown = { ...plain<OpenIdConnect>(config as Row<OpenIdConnect>), ConnectClientSecret: null };
  return { config: shown, sealedSecret: row.ConnectClientSecret ?? "", clientActive, environment };
}

/** The user whom a provider's subject was linked with, as integrations get to see them. */
export async function findLinked(
  db: TenantDb,
  people: People,
  configId: string,
  { issuer, subject }: Identity,
): Promise<{ readonly key: number; readonly user: Row<User> } | undefined> {
  const row = await db.row<Row<User> & { readonly key: number }>(sql`
    select t.key, ${people.users.select} from open_id_connect_link l
    join app_user t on t.marketplace_id = l.marketplace_id and t.key = l.user_key and not t.hidden
    where l.marketplace_id = ${db.marketplaceId} and l.open_id_connect_id = ${configId} and l.issuer = ${issuer}
      and l.subject = ${subject}`);
  return row && { key: row.key, user: row };
}

/** Links a subject with the user of this name. @returns the user's key; `undefined` when there is no such user. */
export async function linkUser(
  db: TenantDb,
  configId: string,
  { issuer, subject }: Identity,
  username: string,
): Promise<number | undefined> {
  const row = await db.row<{ key: number }>(sql`
    insert into open_id_connect_link (marketplace_id, open_id_connect_id, issuer, subject, user_key)
    select marketplace_id, ${configId}, ${issuer}, ${subject}, key from app_user
    where marketplace_id = ${db.marketplaceId} and folded_text(username) = folded_text(${username}::text) and not hidden
    on conflict (marketplace_id, open_id_connect_id, issuer, subject) do update set user_key = excluded.user_key
    returning user_key as key`);
  return row?.key;
}

/** User as whom an integration acts, when it is given a token. */
export interface ActingUser extends Pick<Claims, "usr" | "cid"> {
  readonly key: number;
  readonly type: "Buyer" | "Supplier" | "Seller";
  readonly tokenVersion: number;
}

/**
 * The default context user of the client that people sign in through; where it has none, that of a client open to sellers.
 * Nobody unless the marketplace has an active client that sellers may use (docs/behaviour/integrations.md §1).
 */
export const findActingUser = (db: TenantDb, clientId: string): Promise<ActingUser | undefined> =>
  db.row(sql`
    select u.key, u.username as usr, c.id as cid, ${userType} as type, u.token_version as "tokenVersion"
    from api_client c
    join app_user u on u.marketplace_id = c.marketplace_id and u.key = c.default_context_user_key and u.active
    where c.marketplace_id = ${db.marketplaceId} and c.active
      and (c.id = ${clientId} or (c.allow_seller and u.buyer_id is null and u.supplier_id is null))
      and exists (select from api_client s where s.marketplace_id = c.marketplace_id and s.active and s.allow_seller)
    order by c.id <> ${clientId}, c.id limit 1`);
