import type { OrderUser } from "@orderwell/contract";
import { Json } from "../../platform/db/json.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { type Fragments, prepared, type RawBuilder, sql } from "../../platform/db/sql.ts";
import { effectiveLocale } from "../../seller/index.ts";

/** What an order shows of the user it is from. */
export interface ShownUser {
  /** Currency of their effective locale. */
  readonly currency: string | null;
  /** Properties that the order keeps of them. */
  readonly shown: Json;
}

/** The user an order is from. */
export interface FromUser extends ShownUser {
  readonly key: number;
  readonly id: string;
  /** Null for the marketplace's own users. */
  readonly buyerId: string | null;
}

/** A user as statements find them. */
export interface UserRow {
  readonly key: number;
  readonly id: string;
  readonly buyer_id: string | null;
  readonly shown: Json;
}

export interface UserKey {
  readonly marketplaceId: string;
  readonly key: number;
}

interface UserIds {
  readonly marketplaceId: string;
  readonly buyerId: string;
  readonly userId: string;
}

/** What orders show of the user of the alias `u` that writes of the user change. */
export const profileSql = sql`'Username', u.username, 'FirstName', u.first_name, 'LastName', u.last_name,
  'Email', u.email, 'Phone', u.phone, 'TermsAccepted', u.terms_accepted, 'Active', u.active, 'xp', u.xp`;

/** What orders show of the user of the alias `u`. */
export const shownUserSql = (marketplaceId: RawBuilder<unknown>): RawBuilder<unknown> => sql`json_build_object(
  'ID', u.id, 'CompanyID', coalesce(u.buyer_id, u.supplier_id, u.marketplace_id), ${profileSql},
  'Locale', ${effectiveLocale("u", marketplaceId)},
  'DateCreated', u.date_created, 'LastActive', u.last_active, 'PasswordLastSetDate', u.password_last_set_date)`;

/** The columns of a `UserRow`, of the user of the alias `u`. */
export const userColumns = (marketplaceId: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`u.key, u.id, u.buyer_id, ${shownUserSql(marketplaceId)} as shown`;

const isKey = ({ marketplaceId, key }: Fragments<UserKey>) =>
  sql`select ${userColumns(marketplaceId)} from app_user as u where u.marketplace_id = ${marketplaceId} and u.key = ${key}`;

const byKey = prepared<UserKey, UserRow>(isKey);

const stayingByKey = prepared<UserKey, UserRow>((user: Fragments<UserKey>) => sql`${isKey(user)} for key share of u`);

const stayingByIds = prepared<UserIds, UserRow>(
  ({ marketplaceId, buyerId, userId }: Fragments<UserIds>) =>
    sql`select ${userColumns(marketplaceId)} from app_user as u
      where u.marketplace_id = ${marketplaceId} and lower(u.buyer_id) = ${buyerId} and lower(u.id) = ${userId} and not u.hidden
      for key share of u`,
);

/** The user of a row. */
export const userOf = ({ key, id, buyer_id: buyerId, shown }: UserRow): FromUser => ({
  key,
  id,
  buyerId,
  ...shownUser(shown),
});

/** The user behind what an order shows of them. */
export const shownUser = (shown: Json): ShownUser => ({
  currency: (shown.value as Pick<OrderUser, "Locale">).Locale?.Currency ?? null,
  shown,
});

export async function findUserByKey(db: TenantDb, key: number): Promise<FromUser | undefined> {
  const row = await db.row(byKey({ marketplaceId: db.marketplaceId, key }));
  return row && userOf(row);
}

/**
 * The user whom an order is made for, or undefined. No foreign key guards what orders name: until the transaction ends
 * nobody deletes or moves the user, nor deletes their company.
 */
export async function findStayingUser(db: TenantDb, key: number): Promise<FromUser | undefined> {
  const row = await db.row(stayingByKey({ marketplaceId: db.marketplaceId, key }));
  return row && userOf(row);
}

/** A buyer's user by the IDs of both, in whatever case, who stays in the same way. */
export async function findBuyerUser(db: TenantDb, buyerId: string, userId: string): Promise<FromUser | undefined> {
  const { marketplaceId } = db;
  const row = await db.row(
    stayingByIds({ marketplaceId, buyerId: buyerId.toLowerCase(), userId: userId.toLowerCase() }),
  );
  return row && userOf(row);
}

/** View of the user on an order once it has been changed for this order alone. */
export function withChanges(shownUser: Json, changes: Partial<OrderUser> | null): Json {
  return changes === null
    ? shownUser
    : new Json(JSON.stringify({ ...(shownUser.value as Record<string, unknown>), ...changes }));
}
