import type { Variant } from "@orderwell/contract";
import { crud } from "../../platform/crud/crud.ts";
import type { Row } from "../../platform/db/json.ts";
import { sql } from "../../platform/db/sql.ts";
import { apiError, notFound } from "../../platform/errors/api-error.ts";
import type { Call } from "../../platform/operation/call.ts";
import { checkOwner, type ProductHead, productOf, readable } from "../products/scope.ts";
import { variants } from "./table.ts";

/** The product of a running write. */
const heads = new WeakMap<object, ProductHead>();

const verbs = crud<Variant>(variants, {
  idParam: "variantID",
  // Variants come from the options of specs: without a combination of them there is nothing to make.
  makes: () => false,
  async scope(call, intent) {
    const product = await productOf(call.db, readable(call), (call.path as { productID: string }).productID);
    if (intent === "write") checkOwner(call, product.ownerId);
    heads.set(call, product);
    return { columns: { product_id: product.id } };
  },
  internal(call, _draft, before) {
    const { Inventory: written } = call.body as Partial<Variant>;
    const partial = call.operation === "Products.PatchVariant";
    const product = heads.get(call) as ProductHead;
    if (written === undefined && partial) return {};
    const { QuantityAvailable = partial ? undefined : null, NotificationPoint = partial ? undefined : null } =
      written ?? { QuantityAvailable: null, NotificationPoint: null };
    const shown = before?.Inventory;
    const changed = (value: number | null | undefined, was: number | null | undefined): boolean =>
      (value ?? null) !== null && value !== was;
    // Clients write back whole what they have read, also after tracking has ended.
    if (changed(QuantityAvailable, shown?.QuantityAvailable) || changed(NotificationPoint, shown?.NotificationPoint))
      checkTracking(product);
    return { quantity_available: QuantityAvailable, notification_point: NotificationPoint };
  },
  async saved(call, after, before) {
    const { db } = call;
    const stock = (variant: Variant | null) => [
      variant?.Inventory?.QuantityAvailable,
      variant?.Inventory?.NotificationPoint,
    ];
    if (stock(after).every((value, index) => value === stock(before)[index])) return undefined;
    const product = heads.get(call) as ProductHead;
    const key = sql`marketplace_id = ${db.marketplaceId} and`;
    await db.run(
      sql`update product set inventory_updated = ${call.now} where ${key} id = ${product.id} and inventory_configured`,
    );
    await db.run(
      sql`update variant set inventory_updated = ${call.now} where ${key} product_id = ${product.id} and id = ${after.ID}`,
    );
    return (await variants.find(db, { columns: { product_id: product.id } }, after.ID)) as unknown as Variant;
  },
});

/** @throws ApiError unless the product tracks its stock by variant (docs/behaviour/inventory.md §1.2) */
function checkTracking(product: ProductHead): void {
  if (!product.inventoryConfigured) throw apiError("InventoryConfiguration.ProductInventoryMustExist");
  if (!product.inventoryEnabled || !product.variantLevelTracking) throw apiError("Variant.MustEnableInventory");
}

/** Reading and enriching variants; only their generation makes them (docs/behaviour/catalog.md §4.5). */
export const variantOperations = {
  List: verbs.List,
  Get: verbs.Get,
  Patch: verbs.Patch,
  /** Changes a variant that is there, and only that. */
  async Save(call: Call<"Products.SaveVariant">): Promise<Row<Variant>> {
    const { db, path } = call;
    const product = await productOf(db, readable(call), path.productID);
    const found = await variants.find(db, { columns: { product_id: product.id } }, path.variantID);
    if (found === undefined) throw notFound("Variant", path.variantID);
    return verbs.Save(call);
  },
};
