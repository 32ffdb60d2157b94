import type { PurchaseFacts, PurchaseOptions } from "../../catalogs/index.ts";
import type { UserWork, Work } from "../../platform/work/work.ts";
import type { OrderHead } from "./order-row.store.ts";

/** Finds for somebody who may turn out to be the order's user. */
export interface PurchaseGuess {
  readonly userKey: number;
  readonly sellerId: string;
  readonly facts: PurchaseFacts;
}

/**
 * Products as the caller would buy them from the marketplace, to be asked for along with the order, which saves a trip:
 * nearly always it is theirs. Nothing for callers who are no buyer's users.
 */
export async function guessPurchases(
  work: UserWork,
  productIds: readonly string[],
  recordIds: readonly string[],
): Promise<PurchaseGuess | undefined> {
  const { userType, userKey, marketplaceId: sellerId } = work.actor;
  if (userType !== "Buyer") return undefined;
  const facts = await work.services.productReads.purchasables(work, userKey, sellerId, productIds, recordIds, {
    asKnown: true,
  });
  return { userKey, sellerId, facts };
}

type Owner = Pick<OrderHead, "buyer_id" | "from_user_key" | "supplier_id" | "Currency">;

/**
 * Products as the order's user sees and pays them, whoever is calling, from whom the order is to, and their stock: of an
 * order of the marketplace's own as its supplier sells them to it.
 *
 * @param recordIds inventory records that the order is to draw on.
 */
export async function purchasesFor(
  work: Pick<Work, "db" | "now" | "services">,
  { buyer_id: buyerId, from_user_key: userKey, supplier_id: supplierId, Currency: currency }: Owner,
  productIds: readonly string[],
  recordIds: readonly string[],
  guess?: PurchaseGuess,
  options: PurchaseOptions = {},
): Promise<PurchaseFacts> {
  const sellerId = supplierId ?? work.db.marketplaceId;
  if (buyerId === null) return work.services.productReads.supplies(work, sellerId, currency, productIds, recordIds);
  if (guess?.userKey === userKey && guess.sellerId === sellerId) return guess.facts;
  return work.services.productReads.purchasables(work, userKey, sellerId, productIds, recordIds, options);
}
