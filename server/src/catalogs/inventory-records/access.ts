import type { Scope } from "../../platform/crud/table.ts";
import { notFound } from "../../platform/errors/api-error.ts";
import type { UserWork } from "../../platform/work/work.ts";
import { refuseBuyers } from "../ownership/rules.ts";
import { productOf } from "../products/access.ts";
import { type ProductHead, reachable } from "../products/scope.store.ts";
import { forBuyer, ownedBy, type RecordPlace, recordsAt, variantIdOf } from "./store.ts";

/** A place of records as a path names it; without a variant the product's own are meant. */
export interface RecordPath {
  readonly productID: string;
  readonly variantID?: string;
}

/** A place of records, the product that it is at, and those of its records that the caller meets. */
export interface Records {
  readonly product: ProductHead;
  readonly place: RecordPlace;
  readonly scope: Scope;
}

/**
 * The records that a path names (docs/behaviour/inventory.md §2). Suppliers meet those of their products, and of others
 * that they sell their own; buyers' users those that their buyer may draw on, and change none. Writers hold the product.
 *
 * @throws ApiError NotFound (Product, Variant); Auth.UserNotAuthorizedToAdmin for users of buyers who would change some.
 */
export async function recordsOf(work: UserWork, path: RecordPath, intent: "read" | "write"): Promise<Records> {
  if (intent === "write") refuseBuyers(work);
  const { db } = work;
  const product = await productOf(db, reachable(work), path.productID, intent === "write");
  const variantId =
    path.variantID === undefined
      ? null
      : ((await variantIdOf(db, product.id, path.variantID, intent === "write")) ?? undefined);
  if (variantId === undefined) throw notFound("Variant", path.variantID);
  const place = { productId: product.id, variantId };
  return { product, place, scope: recordsAt(place, seenBy(work, product)) };
}

function seenBy({ actor }: UserWork, { ownerId }: ProductHead) {
  switch (actor.userType) {
    case "Seller":
      return undefined;
    case "Supplier":
      return ownerId === actor.companyId ? undefined : ownedBy(actor.companyId);
    case "Buyer":
      return forBuyer(actor.companyId);
  }
}
