import type { Product, Variant } from "@orderwell/contract";
import { crud } from "../../platform/crud/crud.ts";
import { Resource } from "../../platform/crud/resource.ts";
import type { Scope } from "../../platform/crud/table.ts";
import type { Row } from "../../platform/db/json.ts";
import { apiError, notFound } from "../../platform/errors/api-error.ts";
import type { Call } from "../../platform/operation/call.ts";
import { pathOf } from "../../platform/operation/path.ts";
import { checkOwner, productOf } from "../products/access.ts";
import { type ProductHead, readable } from "../products/scope.store.ts";
import { generateVariants } from "./generate.ts";
import { stampStock, variants } from "./store.ts";

const within = (product: ProductHead): Scope => ({ columns: { product_id: product.id } });

const stockOf = (variant: Variant | null) => [
  variant?.Inventory?.QuantityAvailable,
  variant?.Inventory?.NotificationPoint,
];

/** Variants come from the options of specs: without a combination of them there is nothing to make. */
const variantsOf = (product: ProductHead) =>
  new Resource(variants, {
    makes: false,
    columns(_work, { before, given, partial }) {
      const { Inventory: written } = given;
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
    async saved({ db, now }, after, { before }) {
      if (stockOf(after).every((value, index) => value === stockOf(before)[index])) return undefined;
      await stampStock(db, product.id, after.ID, now);
      return variants.find(db, within(product), after.ID);
    },
  });

/** @throws ApiError unless the product tracks its stock by variant (docs/behaviour/inventory.md §1.2) */
function checkTracking(product: ProductHead): void {
  if (!product.inventoryConfigured) throw apiError("InventoryConfiguration.ProductInventoryMustExist");
  if (!product.inventoryEnabled || !product.variantLevelTracking) throw apiError("Variant.MustEnableInventory");
}

const verbs = crud(new Resource(variants), {
  idParam: "variantID",
  scope: async (call) => within(await productOf(call.db, readable(call), pathOf(call, "productID"))),
});

/** Reading and enriching variants; only their generation makes them (docs/behaviour/catalog.md §4.5). */
export const variantOperations = {
  ListVariants: verbs.List,
  GetVariant: verbs.Get,
  async PatchVariant(call: Call<"Products.PatchVariant">): Promise<Row<Variant>> {
    const product = await productOf(call.db, readable(call), call.path.productID);
    checkOwner(call, product.ownerId);
    return variantsOf(product).patch(call, within(product), call.path.variantID, call.body);
  },
  /** Changes a variant that is there, and only that. */
  async SaveVariant(call: Call<"Products.SaveVariant">): Promise<Row<Variant>> {
    const { db, path } = call;
    const product = await productOf(db, readable(call), path.productID);
    const found = await variants.find(db, within(product), path.variantID);
    if (found === undefined) throw notFound("Variant", path.variantID);
    checkOwner(call, product.ownerId);
    return variantsOf(product).replace(call, within(product), path.variantID, call.body);
  },
  GenerateVariants(call: Call<"Products.GenerateVariants">): Promise<Row<Product>> {
    return generateVariants(call, call.path.productID, {
      anew: call.query.overwriteExisting === true,
      active: call.body?.Active,
    });
  },
};
