import type { OrderUser } from "@orderwell/contract";
import { Json } from "../../platform/db/json.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { type Fragments, prepared, sql } from "../../platform/db/sql.ts";
import { effectiveLocale } from "../../seller/index.ts";

/** The user an order is from, as the order keeps them. */
export interface FromUser {
  readonly key: number;
  readonly id: string;
  /** Null for the marketplace's own users. */
  readonly buyerId: string | null;
  /** Currency of their effective locale. */
  readonly currency: string | null;
  /** Properties that the order shows of them. */
  readonly shown: Json;
}

interface Row {
  readonly key: number;
  readonly id: string;
  readonly buyer_id: string | null;
  readonly shown: Json;
}

interface UserKey {
  readonly marketplaceId: string;
  readonly key: number;
}

interface UserIds {
  readonly marketplaceId: string;
  readonly buyerId: string;
  readonly userId: string;
}

const shown = sql`json_build_object(
  'ID', u.id, 'CompanyID', coalesce(u.buyer_id, u.supplier_id, u.marketplace_id), 'Username', u.username,
  'FirstName', u.first_name, 'LastName', u.last_name, 'Email', u.email, 'Phone', u.phone,
  'TermsAccepted', u.terms_accepted, 'Active', u.active, 'xp', u.xp, 'Locale', ${effectiveLocale("u")},
  'DateCreated', u.date_created, 'LastActive', u.last_active, 'PasswordLastSetDate', u.password_last_set_date)`;

const select = sql`select u.key, u.id, u.buyer_id, ${shown} as shown from app_user as u`;

const byKey = prepared<UserKey, Row>(
  ({ marketplaceId, key }: Fragments<UserKey>) =>
    sql`${select} where u.marketplace_id = ${marketplaceId} and u.key = ${key}`,
);

const byIds = prepared<UserIds, Row>(
  ({ marketplaceId, buyerId, userId }: Fragments<UserIds>) =>
    sql`${select} where u.marketplace_id = ${marketplaceId} and lower(u.buyer_id) = ${buyerId}
      and lower(u.id) = ${userId} and not u.hidden`,
);

function fromRow(row: Row | undefined): FromUser | undefined {
  if (row === undefined) return undefined;
  const { Locale: locale } = row.shown.value as Pick<OrderUser, "Locale">;
  return { key: row.key, id: row.id, buyerId: row.buyer_id, currency: locale?.Currency ?? null, shown: row.shown };
}

export const findUserByKey = async (db: TenantDb, key: number): Promise<FromUser | undefined> =>
  fromRow(await db.row(byKey({ marketplaceId: db.marketplaceId, key })));

/** A buyer's user by the IDs of both, in whatever case. */
export async function findBuyerUser(db: TenantDb, buyerId: string, userId: string): Promise<FromUser | undefined> {
  const { marketplaceId } = db;
  return fromRow(await db.row(byIds({ marketplaceId, buyerId: buyerId.toLowerCase(), userId: userId.toLowerCase() })));
}

/** View of the user on an order once it has been changed for this order alone. */
export function withChanges(shownUser: Json, changes: Partial<OrderUser> | null): Json {
  return changes === null
    ? shownUser
    : new Json(JSON.stringify({ ...(shownUser.value as Record<string, unknown>), ...changes }));
}
