import type { TenantDb } from "../../platform/db/session.ts";
import { type Fragments, idIs, prepared, type RawBuilder, sql, tables } from "../../platform/db/sql.ts";
import { notFound } from "../../platform/errors/api-error.ts";
import type { UserWork } from "../../platform/work/work.ts";
import { type AddressCopy, addressCopy } from "../addresses/addresses.store.ts";

interface BuyerKeys {
  readonly marketplaceId: string;
  /** Folded. */
  readonly id: string;
  readonly supplierId: string | null;
}

const aBuyer = ({ marketplaceId, id }: Fragments<BuyerKeys>) =>
  sql`select b.id from buyer b where b.marketplace_id = ${marketplaceId} and lower(b.id) = ${id}`;

const anyBuyer = prepared<BuyerKeys, { readonly id: string }>(aBuyer);

const buyerOfSupplier = prepared<BuyerKeys, { readonly id: string }>(
  (keys: Fragments<BuyerKeys>) => sql`${aBuyer(keys)} and exists (select from purchase_order o
    where o.marketplace_id = b.marketplace_id and o.supplier_id = ${keys.supplierId}
      and (o.buyer_id = b.id or exists (select from line_item l
        join purchase_order n on n.marketplace_id = l.marketplace_id and n.id = l.incoming_order_id
        where l.marketplace_id = o.marketplace_id and l.order_id = o.id and n.buyer_id = b.id)))`,
);

/**
 * The stored ID of the buyer whose goods are shipped (docs/behaviour/fulfilment.md §1): the caller's own, for suppliers
 * one that has ordered from them, directly or through the marketplace.
 *
 * @throws ApiError NotFound (Buyer)
 */
export async function buyerFor({ actor, db }: UserWork, id: string | null | undefined): Promise<string | null> {
  if (actor.userType === "Buyer") return actor.companyId;
  if (!id) return null;
  const keys = { marketplaceId: db.marketplaceId, id: id.toLowerCase(), supplierId: actor.companyId };
  const row = await db.row(actor.userType === "Seller" ? anyBuyer(keys) : buyerOfSupplier(keys));
  if (row === undefined) throw notFound("Buyer", id);
  return row.id;
}

/** Columns that say who ships. */
export interface Owner {
  readonly supplier_id: string | null;
  readonly buyer_owned: boolean;
}

/**
 * Organization that ships: the caller's, or another that sellers name.
 *
 * @throws ApiError NotFound (Supplier)
 */
export async function ownerFor(
  { actor, db }: UserWork,
  requested: string | null | undefined,
  buyerId: string | null,
): Promise<Owner> {
  if (actor.userType === "Buyer") return { supplier_id: null, buyer_owned: true };
  if (actor.userType === "Supplier") return { supplier_id: actor.companyId, buyer_owned: false };
  const named = requested?.toLowerCase() ?? "";
  if (named === "" || named === db.marketplaceId.toLowerCase()) return { supplier_id: null, buyer_owned: false };
  if (named === buyerId?.toLowerCase()) return { supplier_id: null, buyer_owned: true };
  const supplier = await db.row(
    tables.selectFrom("supplier").select("id").where("marketplace_id", "=", db.marketplaceId).where(idIs("id", named)),
  );
  if (supplier === undefined) throw notFound("Supplier", requested);
  return { supplier_id: supplier.id, buyer_owned: false };
}

interface AddressKeys {
  readonly marketplaceId: string;
  /** Folded. */
  readonly id: string;
  readonly supplierId: string | null;
  /** Addresses of other suppliers may be taken as well. */
  readonly anyone: boolean;
}

const leaving = prepared<AddressKeys, AddressCopy>(
  ({ marketplaceId, id, supplierId, anyone }: Fragments<AddressKeys>) =>
    sql`select a.id, ${addressCopy} as copy from address as a
      where a.marketplace_id = ${marketplaceId} and a.buyer_id is null and lower(a.id) = ${id}
        and (${anyone} or a.supplier_id is null or a.supplier_id = ${supplierId})
      order by (a.supplier_id = ${supplierId}) desc nulls last, a.supplier_id nulls first limit 1`,
);

/**
 * A saved address from which goods leave: the marketplace's, the shipping supplier's own, for sellers any supplier's.
 *
 * @throws ApiError NotFound (Address)
 */
export async function shipFrom({ actor, db }: UserWork, ownerId: string | null, id: string): Promise<AddressCopy> {
  const supplierId = actor.userType === "Supplier" ? actor.companyId : ownerId;
  const row = await db.row(
    leaving({
      marketplaceId: db.marketplaceId,
      id: id.toLowerCase(),
      supplierId,
      anyone: actor.userType === "Seller",
    }),
  );
  if (row === undefined) throw notFound("Address", id);
  return row;
}

interface Destination {
  readonly marketplaceId: string;
  /** Folded. */
  readonly id: string;
}

const goingTo = <Keys extends Destination>(buyerOf: (keys: Fragments<Keys>) => RawBuilder<unknown>) =>
  prepared<Keys, AddressCopy>(
    (keys: Fragments<Keys>) => sql`select a.id, ${addressCopy} as copy from address as a
      where a.marketplace_id = ${keys.marketplaceId} and a.buyer_id is not distinct from ${buyerOf(keys)}
        and a.supplier_id is null and lower(a.id) = ${keys.id}`,
  );

const toBuyer = goingTo<Destination & { readonly buyerId: string | null }>(({ buyerId }) => sql`${buyerId}::text`);

const toBuyerOf = goingTo<Destination & { readonly shipmentId: string }>(
  ({ marketplaceId, shipmentId }) =>
    sql`(select s.buyer_id from shipment s where s.marketplace_id = ${marketplaceId} and s.id = ${shipmentId})`,
);

/** A buyer as it is stored, or that of a shipment; null for none. */
type StoredBuyer = { readonly buyerId: string | null } | { readonly shipmentId: string };

/**
 * A saved address to which goods go: one of the buyer's, those that its users made for themselves included; without a
 * buyer the marketplace's own.
 *
 * @throws ApiError NotFound (Address)
 */
export async function shipTo(db: TenantDb, buyer: StoredBuyer, id: string): Promise<AddressCopy> {
  const keys = { marketplaceId: db.marketplaceId, id: id.toLowerCase() };
  const row = await db.row("buyerId" in buyer ? toBuyer({ ...keys, ...buyer }) : toBuyerOf({ ...keys, ...buyer }));
  if (row === undefined) throw notFound("Address", id);
  return row;
}
