import { isDeepStrictEqual } from "node:util";
import type { Product } from "@orderwell/contract";
import type { Change, CrudRules } from "../../platform/crud/resource.ts";
import type { Internal } from "../../platform/crud/table.ts";
import { formatInstant } from "../../platform/dates.ts";
import { jsonb } from "../../platform/db/json.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { apiError, notFound } from "../../platform/errors/api-error.ts";
import { sameId } from "../../platform/ids.ts";
import { inOrder } from "../../platform/in-order.ts";
import type { UserWork, Work } from "../../platform/work/work.ts";
import { deleteRecordsAlong } from "../inventory/records-along.store.ts";
import type { KnownClass } from "../placement/known-placements.ts";
import { classColumn, countPlaced, followProduct, leaveClass, placeNew } from "../placement/products.store.ts";
import { checkOwner } from "./access.ts";
import { applyInheritance, propagateToChildren } from "./family.store.ts";
import { keepInherited, type Overrides, overridesIn, overridesOfStandalone } from "./family.ts";
import { inventoryAfter, type StoredInventory, type WrittenInventory } from "./inventory.ts";
import { knownReferences } from "./known-references.store.ts";
import { type Found, lookUp } from "./references.store.ts";
import { checkFamily, checkForwarding, resolveReferences } from "./rules.ts";
import { usesOf } from "./store.ts";
import { addSeller } from "./suppliers.store.ts";

/** Values worked out for the columns that hold no property of their own. */
interface Prepared {
  readonly own: Overrides | null;
  readonly inventory: StoredInventory | null;
  readonly inventoryChanged: boolean;
  /** What it has of its own has changed, or is new. */
  readonly ownChanged: boolean;
  /** The child has no inventory of its own now, but had one or another parent. */
  readonly inventoryInherited: boolean;
  /** What `placeNew` says of one that is new. */
  readonly placed: KnownClass | undefined;
}

/** Writing products (docs/behaviour/catalog.md §2 and §3, docs/behaviour/inventory.md §1.1). */
export const productWrites: CrudRules<Product, Prepared, UserWork> = {
  async prepare(work, change) {
    const { draft, before, given, partial } = change;
    checkWriter(work, change);
    if (draft.OwnerID === null || before !== null || work.actor.userType !== "Seller")
      draft.OwnerID = before?.OwnerID ?? work.actor.companyId;
    for (const name of ["ParentID", "DefaultPriceScheduleID", "DefaultSupplierID", "ShipFromAddressID"] as const)
      if (draft[name] === "") draft[name] = null;
    const { found, placed: ofOwn } = await referencesOf(work, draft, before);
    if (found.OwnerID === null) throw notFound("Supplier", draft.OwnerID);
    if (found.OwnerID !== undefined) draft.OwnerID = found.OwnerID;
    checkSellers(work, draft, before);
    resolveReferences(draft, found);
    checkFamily(draft, found.ParentID ?? null, found.stored);
    const own = ownOf(change, found);
    if (draft.AutoForward && (!before?.AutoForward || !sameId(before.DefaultSupplierID, draft.DefaultSupplierID)))
      checkForwarding(draft, draft.DefaultSupplierID ?? found.ParentID?.defaultSupplierId ?? null, found.forwarder);
    draft.QuantityMultiplier ??= 1;
    draft.DateCreated = before?.DateCreated ?? formatInstant(work.now);
    const placed = before === null ? (ofOwn ?? (await placeNew(work.db, draft))) : undefined;
    const prepared = inventoryOf(work, { ...change, given: partial ? given : draft }, own, found);
    if (before !== null && own !== null && !prepared.ownChanged && sameId(before.ParentID, draft.ParentID))
      keepInherited(draft, before, own);
    return { ...prepared, placed };
  },

  columns(_work, { before }, { own, ownChanged, inventory, inventoryChanged, placed }): Internal {
    return {
      own: ownChanged ? jsonb(own) : undefined,
      ...(inventoryChanged && inventoryColumns(inventory)),
      visibility_class_id: before === null ? classColumn(placed) : undefined,
    };
  },

  along(work, { draft }, { placed }) {
    countPlaced(work, draft, placed);
    relateSupplier(work.db, draft);
  },

  // Neither catalogs nor children nor a parent have anything to do with a new one.
  isFollowed: ({ draft, before }) => before !== null || draft.ParentID !== null,

  async saved(work, after, { before }, { ownChanged, inventoryChanged, inventoryInherited }) {
    const { db, services } = work;
    if (before !== null) services.placements.forget(work, before.ID);
    if (before !== null && after.DefaultSupplierID !== before.DefaultSupplierID) relateSupplier(db, after);
    const isChild = after.ParentID !== null;
    const changed = ownChanged || inventoryChanged || inventoryInherited || !isDeepStrictEqual(after, before);
    const result = isChild && changed ? await applyInheritance(db, after.ID, inventoryInherited) : undefined;
    if (changed && before?.IsParent && after.IsParent) await propagateToChildren(db, after.ID, inventoryChanged);
    await followProduct(db, result ?? after, before);
    return result;
  },

  async deleting(work, product) {
    checkOwner(work, product.OwnerID);
    const { db } = work;
    work.services.placements.forget(work, product.ID);
    const { parent, component } = await usesOf(db, product.ID);
    if (parent) throw apiError("Product.CannotDeleteParentProduct");
    if (component) throw apiError("Product.CannotDeleteProductAssingedToBundle");
    await Promise.all([deleteRecordsAlong(db, "products", [product.ID]), leaveClass(db, product.ID)]);
  },
};

/** Buyers' users write no products, suppliers only their own. */
function checkWriter(work: UserWork, { draft, before, given }: Change<Product>): void {
  const { actor } = work;
  if (actor.userType === "Buyer") throw apiError("Auth.UserNotAuthorizedToAdmin");
  if (before === null) return;
  const named = "AllSuppliersCanSell" in given;
  if (
    named &&
    draft.AllSuppliersCanSell !== before.AllSuppliersCanSell &&
    actor.userType !== "Seller" &&
    before.OwnerID !== actor.companyId
  )
    throw apiError("Product.CannotModifyAllSuppliersCanSell");
  checkOwner(work, before.OwnerID);
}

/** Only the marketplace opens products to all suppliers, and only its own. */
function checkSellers({ actor, db }: UserWork, draft: Product, before: Product | null): void {
  if (!draft.AllSuppliersCanSell || before?.AllSuppliersCanSell) return;
  if (actor.userType !== "Seller" || draft.OwnerID !== db.marketplaceId)
    throw apiError("Product.CannotModifyAllSuppliersCanSell");
}

/** What a product refers to, and the class of one that is new, where the stored ID of its owner is known. */
async function referencesOf(work: UserWork, draft: Product, before: Product | null) {
  const named = wanted(work, draft, before);
  const known = before === null ? await knownReferences(work, draft, named) : undefined;
  if (known !== undefined) return known;
  // In one trip.
  const placing = before === null && draft.OwnerID === work.db.marketplaceId ? placeNew(work.db, draft) : undefined;
  const [found, placed] = await inOrder([lookUp(work, named), placing]);
  const schedule = found.DefaultPriceScheduleID;
  if (schedule?.hasBreaks) work.services.knownSchedules.note(work, schedule.id);
  return { found, placed };
}

/** Look-ups of a write: the references it changes, and for a change what the product is so far. */
function wanted({ db }: UserWork, draft: Product, before: Product | null) {
  const changed = (name: "DefaultPriceScheduleID" | "DefaultSupplierID" | "ShipFromAddressID") =>
    !sameId(draft[name], before?.[name]);
  return {
    ...(before === null && draft.OwnerID !== db.marketplaceId && { OwnerID: draft.OwnerID }),
    ...(changed("DefaultPriceScheduleID") && { DefaultPriceScheduleID: draft.DefaultPriceScheduleID }),
    ...(changed("DefaultSupplierID") && { DefaultSupplierID: draft.DefaultSupplierID }),
    ...((changed("ShipFromAddressID") || changed("DefaultSupplierID")) && {
      ShipFromAddressID: draft.ShipFromAddressID,
    }),
    ParentID: draft.ParentID,
    shipsFor: { supplierId: draft.DefaultSupplierID, ownerId: draft.OwnerID },
    forwarder: draft.AutoForward,
    ...(before !== null && { stored: before.ID }),
  };
}

/** Properties that the product has of its own as a child; null for any other. Leaves only that in the draft. */
function ownOf({ draft, given, partial, before }: Change<Product>, found: Found): Overrides | null {
  const stored = (found.stored?.own ?? null) as Overrides | null;
  if (draft.ParentID === null) {
    // A child that becomes a product of its own keeps what it inherited.
    if (stored !== null && partial && !("Active" in given)) draft.Active = stored.Active as boolean;
    return null;
  }
  const had = before === null || !partial ? null : before.ParentID === null ? overridesOfStandalone(before) : stored;
  const own = overridesIn(draft, given, partial, before, had);
  if (own.Nameless) draft.Name = found.ParentID?.name ?? draft.Name;
  return own;
}

function inventoryOf(
  work: Work,
  { draft, before, given, partial }: Change<Product>,
  own: Overrides | null,
  found: Found,
): Omit<Prepared, "placed"> {
  const stored = found.stored?.inventory ?? null;
  const limits = {
    shown: before?.Inventory?.QuantityAvailable ?? null,
    family: draft.IsParent || own !== null,
    records: found.stored?.records ?? 0,
  };
  // Unnamed by a partial write it stays as it is: also null, until somebody writes it.
  const named =
    partial && !("Inventory" in given) ? (stored === null ? null : {}) : (given.Inventory as WrittenInventory | null);
  const inventory = inventoryAfter(stored, named, partial, limits, formatInstant(work.now));
  const changed = inventory !== stored;
  const hadOwn = (found.stored?.own ?? null) !== null;
  if (own === null) return { own, ownChanged: hadOwn, inventory, inventoryChanged: changed, inventoryInherited: false };
  const had =
    before !== null && (before.ParentID === null ? stored !== null : "Inventory" in (found.stored?.own ?? {}));
  const has = inventory !== null && (had || ("Inventory" in given && given.Inventory !== null));
  const newParent = before === null || !sameId(before.ParentID, draft.ParentID);
  const ofOwn = has ? { ...own, Inventory: true } : own;
  return {
    own: ofOwn,
    ownChanged: !isDeepStrictEqual(ofOwn, found.stored?.own ?? null),
    inventory,
    inventoryChanged: changed,
    inventoryInherited: !has && (had || newParent || changed),
  };
}

function inventoryColumns(inventory: StoredInventory | null): Internal {
  return {
    inventory_configured: inventory !== null,
    inventory_enabled: inventory?.enabled ?? false,
    notification_point: inventory?.notificationPoint ?? null,
    variant_level_tracking: inventory?.variantLevelTracking ?? false,
    order_can_exceed: inventory?.orderCanExceed ?? false,
    quantity_available: inventory?.quantity ?? null,
    inventory_updated: inventory?.updated ?? null,
  };
}

/** A product's default supplier sells it. */
function relateSupplier(db: TenantDb, { ID, DefaultSupplierID }: Product): void {
  if (DefaultSupplierID !== null) addSeller(db, ID, DefaultSupplierID);
}
