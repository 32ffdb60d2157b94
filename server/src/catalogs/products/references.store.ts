import type { Json } from "../../platform/db/json.ts";
import { idIs, type RawBuilder, sql } from "../../platform/db/sql.ts";
import type { UserWork } from "../../platform/work/work.ts";
import { findScheduleHead, type ScheduleHead, scheduleHead } from "../price-schedules/store.ts";
import type { StoredInventory } from "./inventory.ts";

/** References in the write of a product; null or absent names nothing. */
export interface Wanted {
  readonly OwnerID?: string | null;
  readonly DefaultPriceScheduleID?: string | null;
  readonly DefaultSupplierID?: string | null;
  readonly ShipFromAddressID?: string | null;
  readonly ParentID?: string | null;
  /** Owner of the addresses that the product may be shipped from. */
  readonly shipsFor: { readonly supplierId: string | null; readonly ownerId: string | null };
  /** User who forwards orders automatically. */
  readonly forwarder?: boolean;
  /** The product as it is, for a change. */
  readonly stored?: string;
}

export interface FoundParent {
  readonly id: string;
  readonly name: string;
  readonly ownerId: string;
  readonly isParent: boolean;
  readonly isBundle: boolean;
  readonly parentId: string | null;
  readonly defaultSupplierId: string | null;
}

/** Columns that the database holds beside the properties of a product. */
export interface StoredState {
  readonly own: Readonly<Record<string, unknown>> | null;
  readonly inventory: StoredInventory | null;
  readonly records: number;
  readonly variants: number;
  readonly hasChildren: boolean;
  readonly definesVariants: boolean;
}

/** Facts found of it; references in the stored spelling. */
export interface Found {
  readonly OwnerID?: string | null;
  readonly DefaultPriceScheduleID?: { readonly id: string; readonly hasBreaks: boolean } | null;
  readonly DefaultSupplierID?: string | null;
  readonly ShipFromAddressID?: string | null;
  readonly ParentID?: FoundParent | null;
  readonly forwarder?: boolean;
  readonly stored?: StoredState;
}

const priced = (schedule: ScheduleHead | null): Found["DefaultPriceScheduleID"] & unknown =>
  schedule && { id: schedule.id, hasBreaks: schedule.priceBreaks > 0 };

const given = (id: string | null | undefined): id is string => typeof id === "string" && id !== "";

/**
 * Looks up everything that a write names, in one statement; none at all when it names nothing. What no foreign key guards is
 * held until the write is done.
 */
export async function lookUp({ db, actor }: UserWork, wanted: Wanted): Promise<Found> {
  const parts: Record<string, RawBuilder<unknown>> = {};
  const mine = (alias: string) => sql`${sql.ref(`${alias}.marketplace_id`)} = ${db.marketplaceId}`;
  // Other suppliers, and what they own, do not exist for a supplier's users.
  const open = (owner: string) =>
    actor.userType === "Supplier" ? sql`and ${sql.ref(owner)} = ${actor.companyId}` : sql``;
  const { OwnerID, DefaultPriceScheduleID, DefaultSupplierID, ShipFromAddressID, ParentID, stored } = wanted;
  if (given(OwnerID))
    parts.OwnerID = sql`coalesce((select s.id from supplier s where ${mine("s")} and ${idIs("s.id", OwnerID)}
        for key share),
      case when lower(${db.marketplaceId}::text collate "C") = ${OwnerID.toLowerCase()} then ${db.marketplaceId}::text end)`;
  if (given(DefaultPriceScheduleID))
    parts.DefaultPriceScheduleID = sql`(select ${scheduleHead}
      from price_schedule s where ${mine("s")} and ${idIs("s.id", DefaultPriceScheduleID)}
        ${open("s.owner_id")})`;
  if (given(DefaultSupplierID))
    parts.DefaultSupplierID = sql`(select s.id from supplier s
      where ${mine("s")} and ${idIs("s.id", DefaultSupplierID)} ${open("s.id")})`;
  if (given(ShipFromAddressID)) parts.ShipFromAddressID = address(wanted, ShipFromAddressID, db.marketplaceId);
  if (given(ParentID))
    // Held until the child is written, so that it takes over what its parent then is.
    parts.ParentID = sql`(select jsonb_build_object('id', p.id, 'name', p.name, 'ownerId', p.owner_id, 'isParent', p.is_parent,
        'isBundle', p.is_bundle, 'parentId', p.parent_id, 'defaultSupplierId', p.default_supplier_id)
      from (select * from product q where ${mine("q")} and ${idIs("q.id", ParentID)} ${open("q.owner_id")}
        for share) p)`;
  if (wanted.forwarder)
    parts.forwarder = sql`exists (select from marketplace m join app_user u on u.marketplace_id = m.id
      and u.key = m.auto_forwarding_user_key and u.active where m.id = ${db.marketplaceId})`;
  if (given(stored)) parts.stored = state(stored, db.marketplaceId);
  const names = Object.keys(parts);
  if (names.length === 0) return {};
  // Most new products name nothing else: many of them share a statement.
  if (names.length === 1 && given(DefaultPriceScheduleID) && actor.userType !== "Supplier")
    return { DefaultPriceScheduleID: priced(await findScheduleHead(db, DefaultPriceScheduleID)) };
  const row = await db.row<Record<string, unknown>>(
    sql`select ${sql.join(names.map((name) => sql`${parts[name]} as ${sql.ref(name)}`))}`,
  );
  const { DefaultPriceScheduleID: schedule, ParentID: parent, stored: was, ...rest } = row as Record<string, unknown>;
  const opened = <Value>(value: unknown): Value | null => ((value as Json | null)?.value ?? null) as Value | null;
  return {
    ...rest,
    ...(schedule !== undefined && { DefaultPriceScheduleID: priced(opened<ScheduleHead>(schedule)) }),
    ...(parent !== undefined && { ParentID: opened<FoundParent>(parent) }),
    ...(was !== undefined && { stored: opened<StoredState>(was) as StoredState }),
  };
}

/**
 * Goods are shipped from an address of the default supplier, of the marketplace where there is none, or of the supplier
 * that owns the product (docs/behaviour/catalog.md §2). A child may take its default supplier from its parent.
 */
function address({ shipsFor, ParentID }: Wanted, id: string, marketplaceId: string): RawBuilder<unknown> {
  const { supplierId, ownerId } = shipsFor;
  const supplier = given(supplierId)
    ? sql`${supplierId.toLowerCase()}::text`
    : given(ParentID)
      ? sql`(select lower(p.default_supplier_id) from product p
          where p.marketplace_id = ${marketplaceId} and ${idIs("p.id", ParentID)})`
      : sql`null::text`;
  return sql`(select a.id from address a where a.marketplace_id = ${marketplaceId} and ${idIs("a.id", id)}
    and a.buyer_id is null and a.private_to is null
    and (lower(a.supplier_id) is not distinct from ${supplier} or lower(a.supplier_id) = ${ownerId?.toLowerCase() ?? null}::text)
    limit 1 for key share)`;
}

const state = (productId: string, marketplaceId: string): RawBuilder<unknown> => sql`(
  select json_build_object('own', t.own, 'records', t.inventory_records, 'variants', t.variant_count,
    'inventory', case when t.inventory_configured then jsonb_build_object('enabled', t.inventory_enabled,
      'notificationPoint', t.notification_point, 'variantLevelTracking', t.variant_level_tracking,
      'orderCanExceed', t.order_can_exceed, 'quantity', t.quantity_available, 'updated', t.inventory_updated) end,
    'hasChildren', exists (select from product c where c.marketplace_id = t.marketplace_id and c.parent_id = t.id),
    'definesVariants', exists (select from spec_product a join spec s on s.marketplace_id = a.marketplace_id and s.id = a.spec_id
      where a.marketplace_id = t.marketplace_id and a.product_id = t.id and s.defines_variant))
  from product t where t.marketplace_id = ${marketplaceId} and t.id = ${productId})`;
