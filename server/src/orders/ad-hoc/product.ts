import type { AdHocProduct } from "@orderwell/contract";
import { checkXp, deepMerge } from "../../platform/crud/merge.ts";
import { snapshot } from "../../platform/crud/snapshot.ts";
import { ApiError } from "../../platform/errors/api-error.ts";
import { sameId } from "../../platform/ids.ts";
import type { OrderLine } from "../aggregate/line-row.store.ts";
import { badAnswer } from "../answers/usable.ts";
import type { Suppliers } from "./suppliers.store.ts";

/** A product as a line keeps it. */
export type LineProduct = NonNullable<OrderLine["Product"]>;

/** A product that a service described, as a line keeps it. */
export const lineProduct = (
  product: { readonly [Name in keyof LineProduct]?: LineProduct[Name] | null },
): LineProduct =>
  snapshot("LineItemProduct", {
    ...product,
    QuantityMultiplier: product.QuantityMultiplier ?? 1,
    Returnable: product.Returnable ?? false,
  });

/**
 * The line of a product that the marketplace does not have, as a service describes it: of its default supplier.
 *
 * @throws ApiError IntegrationEvent.BadRequest for a supplier that does not exist.
 */
export function withProduct(line: OrderLine, product: LineProduct, suppliers: Suppliers): OrderLine {
  const { DefaultSupplierID: named } = product;
  const supplierId = named ? suppliers.get(named.toLowerCase()) : null;
  if (supplierId === undefined)
    throw badAnswer(`There is no supplier ${named}, which Product.DefaultSupplierID names.`);
  return {
    ...line,
    ad_hoc: true,
    Product: { ...product, DefaultSupplierID: supplierId },
    SupplierID: supplierId,
    supplier_id: supplierId,
  };
}

/**
 * The same with those of its properties changed that a service names.
 *
 * @throws ApiError IntegrationEvent.BadRequest for a product of the marketplace's, another ID, a supplier that does not exist,
 *   and extended properties that come to more than an object may have.
 */
export function withChanges(line: OrderLine, changes: Partial<AdHocProduct>, suppliers: Suppliers): OrderLine {
  const { ID, xp, ...others } = changes;
  if (!line.ad_hoc || line.Product === null) {
    if (Object.values(changes).every((value) => value === null)) return line;
    throw badAnswer(`LineItemOverrides.Product is of ${line.ID}, whose product is the marketplace's.`);
  }
  if (ID && !sameId(ID, line.ProductID)) throw badAnswer(`LineItemOverrides.Product.ID is not ${line.ProductID}.`);
  const changed = { ...line.Product, ...others, ...(xp !== undefined && { xp: mergedXp(line.Product.xp, xp) }) };
  return "DefaultSupplierID" in others
    ? withProduct(line, lineProduct(changed), suppliers)
    : { ...line, Product: lineProduct(changed) };
}

function mergedXp(before: LineProduct["xp"], change: AdHocProduct["xp"]): LineProduct["xp"] {
  const xp = deepMerge(before, change) as LineProduct["xp"];
  try {
    checkXp("AdHocProduct", { xp });
  } catch (error) {
    if (error instanceof ApiError) throw badAnswer(`LineItemOverrides.Product: ${error.message}`);
    throw error;
  }
  return xp;
}
