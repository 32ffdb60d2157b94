import { snapshotSql } from "../../platform/crud/snapshot.ts";
import type { Json } from "../../platform/db/json.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { type Fragments, prepared, type RawBuilder, sql } from "../../platform/db/sql.ts";
import { type ApiError, apiError, notFound, orRefuse } from "../../platform/errors/api-error.ts";

/** Uses of an address by an order. */
export type AddressUse = "shipping" | "billing";

/** A saved address as an order takes it over. */
export interface AddressCopy {
  readonly id: string;
  readonly copy: Json;
}

/** The same of the user's own or assigned ones, with the key that names it for good. */
export interface SavedAddress extends AddressCopy {
  readonly key: number;
}

interface Row extends SavedAddress {
  readonly shipping: boolean | null;
  readonly billing: boolean | null;
}

/** Owner of the addresses that an order takes: its buyer's user's, or, without a buyer, the marketplace's own. */
export interface AddressOwner {
  readonly buyer_id: string | null;
  readonly from_user_key: number;
}

/** A saved address of the alias `a` in the shape in which orders keep it. */
export const addressCopy = snapshotSql("Address", "a");

interface OwnAddresses {
  readonly marketplaceId: string;
  readonly buyerId: string;
  readonly userKey: number;
  /** Folded. */
  readonly ids: readonly string[];
}

/**
 * Tells whether the user may use the address so, by what it is assigned for; null when it is neither theirs nor
 * assigned.
 */
const allowed = (use: AddressUse, { marketplaceId, userKey }: Fragments<OwnAddresses>): RawBuilder<unknown> =>
  sql`case when a.private_to = ${userKey} then ${sql.ref(`a.${use}`)} else (
    select bool_or(${sql.ref(`x.is_${use}`)}) from address_assignment x
    where x.marketplace_id = ${marketplaceId} and x.address_key = a.key
      and (x.user_key = ${userKey} or (x.user_key is null and (x.group_key is null or x.group_key in
        (select m.group_key from user_group_member m
          where m.marketplace_id = ${marketplaceId} and m.user_key = ${userKey}))))) end`;

const ofBuyer = prepared<OwnAddresses, Row>(
  (
    own: Fragments<OwnAddresses>,
  ) => sql`select a.id, a.key, ${addressCopy} as copy, ${allowed("shipping", own)} as shipping,
      ${allowed("billing", own)} as billing
    from address as a
    where a.marketplace_id = ${own.marketplaceId} and a.buyer_id = ${own.buyerId} and a.supplier_id is null
      and lower(a.id) = any(${own.ids})`,
);

type MarketplaceAddresses = Pick<OwnAddresses, "marketplaceId" | "ids">;

const ofMarketplace = prepared<MarketplaceAddresses, Row>(
  ({ marketplaceId, ids }: Fragments<MarketplaceAddresses>) =>
    sql`select a.id, a.key, ${addressCopy} as copy, true as shipping, true as billing from address as a
      where a.marketplace_id = ${marketplaceId} and a.buyer_id is null and a.supplier_id is null
        and lower(a.id) = any(${ids})`,
);

/** Those of the addresses that exist for the order's user, by their folded ID. */
export async function findAddresses(
  db: TenantDb,
  { buyer_id: buyerId, from_user_key: userKey }: AddressOwner,
  given: readonly string[],
): Promise<FoundAddresses> {
  if (given.length === 0) return new Map();
  const { marketplaceId } = db;
  const ids = given.map((id) => id.toLowerCase());
  const rows = await db.rows(
    buyerId === null ? ofMarketplace({ marketplaceId, ids }) : ofBuyer({ marketplaceId, buyerId, userKey, ids }),
  );
  return new Map(rows.map((row) => [row.id.toLowerCase(), row]));
}

/** Saved addresses as `findAddresses` found them, by folded ID. */
export type FoundAddresses = ReadonlyMap<string, Row>;

/**
 * The address for that use, or what stands against it: NotFound (Address) for what the order's user does not see,
 * Address.IsNotShippingAddress.
 */
export function addressFor(found: FoundAddresses, id: string, use: AddressUse): SavedAddress | ApiError {
  const row = found.get(id.toLowerCase());
  if (row === undefined || (row.shipping === null && row.billing === null)) return notFound("Address", id);
  if (use === "shipping" && !row.shipping) return apiError("Address.IsNotShippingAddress", { AddressID: row.id });
  if (use === "billing" && !row.billing) return notFound("Address", id);
  return { id: row.id, key: row.key, copy: row.copy };
}

/** A saved address of the order's user, for that use. @throws ApiError as `addressFor` finds. */
export async function findAddress(
  db: TenantDb,
  owner: AddressOwner,
  id: string,
  use: AddressUse,
): Promise<SavedAddress> {
  return orRefuse(addressFor(await findAddresses(db, owner, [id]), id, use));
}

interface ShipFrom {
  readonly marketplaceId: string;
  readonly supplierId: string | null;
  readonly id: string;
}

const shipFrom = prepared<ShipFrom, AddressCopy>(
  ({ marketplaceId, supplierId, id }: Fragments<ShipFrom>) =>
    sql`select a.id, ${addressCopy} as copy from address as a
      where a.marketplace_id = ${marketplaceId} and a.buyer_id is null and lower(a.id) = ${id}
        and (a.supplier_id is null or a.supplier_id = ${supplierId})
      order by a.supplier_id nulls last limit 1`,
);

/** A saved address of the marketplace or of a supplier, from which goods are shipped; nothing when there is none. */
export const findShipFromAddress = (
  db: TenantDb,
  supplierId: string | null,
  id: string,
): Promise<AddressCopy | undefined> =>
  db.row(shipFrom({ marketplaceId: db.marketplaceId, supplierId, id: id.toLowerCase() }));
