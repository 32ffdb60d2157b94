import type { OrderUser } from "@orderwell/contract";
import type { TenantDb } from "../../platform/db/session.ts";
import { type Fragments, prepared, sql, tables } from "../../platform/db/sql.ts";
import { assume, guard } from "../../platform/work/assume.store.ts";
import type { UserWork } from "../../platform/work/work.ts";
import { effectiveLocale } from "../../seller/index.ts";
import { type FromUser, type UserKey, type UserRow, userColumns, userOf } from "../aggregate/from-user.store.ts";
import { type GuestOrder, ownOrderOf, takenOver } from "../aggregate/guests.store.ts";

interface Shopper extends UserKey {
  readonly anonymousId: string | null;
  /** Name of what is waited for, unique among all marketplaces. */
  readonly lock: string;
}

type ShopperRow = UserRow & GuestOrder & { readonly version: string };

const alone = (shopper: Fragments<Shopper>) =>
  sql`select ${userColumns(shopper.marketplaceId)}, u.xmin as version, ${takenOver(shopper)} as taken, ${ownOrderOf(shopper)} as own,
        pg_advisory_xact_lock(hashtextextended(${shopper.lock}, 0))
      from app_user as u where u.marketplace_id = ${shopper.marketplaceId} and u.key = ${shopper.key}`;

/** An API client keeps the user whom visitors shop as, whose row all of them would mark. */
const visitorAlone = prepared<Shopper, ShopperRow>(alone);

/** Somebody who has signed in, and stays until the transaction ends. */
const userAlone = prepared<Shopper, ShopperRow>(
  (shopper: Fragments<Shopper>) => sql`${alone(shopper)} for key share of u`,
);

/** Whoever begins a cart. */
export interface CartOwner {
  readonly user: FromUser;
  /** The order that their token names is somebody else's by now. */
  readonly takenOver: boolean;
  /** ID of the order that their token has made, where they are anonymous and there is one: a cart, or one that was. */
  readonly orderId: string | null;
}

/**
 * Finds the caller to begin a cart for them, one at a time: whoever else would begin one for them waits until the
 * transaction ends. There is no row yet that both could lock.
 */
export async function findCartOwner({ db, actor, services }: UserWork): Promise<CartOwner | undefined> {
  const { marketplaceId } = db;
  const { userKey: key, anonymousOrderId: anonymousId } = actor;
  const shopper = { marketplaceId, key, anonymousId, lock: `cart ${marketplaceId} ${anonymousId ?? key}` };
  const row = await db.row((anonymousId === null ? userAlone : visitorAlone)(shopper));
  if (row === undefined) return undefined;
  const user = userOf(row);
  services.heldOrders.owners.set(ownerKeyOf(actor), { user, version: row.version });
  return { user, takenOver: row.taken, orderId: row.own };
}

const ownerKeyOf = ({ marketplaceId, userKey }: UserWork["actor"]): string => `${marketplaceId}\0${userKey}`;

interface KnownGuest extends UserKey {
  readonly version: string;
  /** As JSON. */
  readonly locale: string | null;
}

/** Fails unless the user and their locale are as they were. */
const knownGuest = prepared<KnownGuest>(({ marketplaceId: m, key, version, locale }: Fragments<KnownGuest>) =>
  guard(
    sql`select from app_user u where u.marketplace_id = ${m} and u.key = ${key} and u.xmin = ${version}::xid
      and ${effectiveLocale("u", m)} is not distinct from ${locale}::jsonb`,
    "guests are as they were known",
  ),
);

/**
 * The guest who begins a cart, as this process knows them; should they not be so any more, the work is done again. That they have
 * no cart yet, unique indexes say when it is written. Nothing where the process does not know them.
 */
export function knownCartOwner({ db, actor, services }: UserWork): FromUser | undefined {
  const { userKey: key, anonymousOrderId: anonymousId } = actor;
  const { owners } = services.heldOrders;
  const known = owners.get(ownerKeyOf(actor));
  if (known === undefined || anonymousId === null || db.mode !== "write" || db.again || db.distributed)
    return undefined;
  const { user, version } = known;
  const { Locale: locale } = user.shown.value as Pick<OrderUser, "Locale">;
  const { marketplaceId } = db;
  const keys = { marketplaceId, key, version, locale: locale && JSON.stringify(locale) };
  assume(db, knownGuest(keys), { alike: true, outdated: () => owners.delete(ownerKeyOf(actor)) });
  return user;
}

/** Lets none of a user's orders be the one that they chose as their cart. */
export function unchooseCarts(db: TenantDb, userKey: number): void {
  db.runLater(
    tables
      .updateTable("purchase_order")
      .set({ chosen_cart: false })
      .where("marketplace_id", "=", db.marketplaceId)
      .where("from_user_key", "=", userKey)
      // Of those, an index has few, however much they have ordered.
      .where("is_submitted", "=", false)
      .where("chosen_cart", "=", true),
  );
}
