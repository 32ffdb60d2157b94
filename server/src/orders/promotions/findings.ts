import type { ErrorCode, Promotion } from "@orderwell/contract";
import { type ApiError, apiError } from "../../platform/errors/api-error.ts";
import { sameId } from "../../platform/ids.ts";
import type { OrderHead } from "../aggregate/order-row.store.ts";
import type { PromotionFacts } from "../aggregate/promotion-row.store.ts";

/** The promotion as replies show it. */
export const shownPromotion = ({ visible: _, used: __, ...promotion }: PromotionFacts): Promotion => promotion;

type Code = Extract<
  ErrorCode,
  | "Promotion.AlreadyAdded"
  | "Promotion.CannotCombine"
  | "Promotion.ExceedsUsageLimit"
  | "Promotion.Expired"
  | "Promotion.NotActive"
  | "Promotion.NotEligible"
  | "Promotion.NotYetValid"
  | "Promotion.OwnerIDMustMatchOrderToCompanyID"
>;

/** The refusal of a promotion. */
export const refusalOf = (code: Code, promotion: PromotionFacts): ApiError => apiError(code, shownPromotion(promotion));

/** Promotions that are on an order, as far as they stand against another one. */
export class Placed {
  readonly #ids = new Set<string>();
  #combine = true;

  constructor(promotions: readonly PromotionFacts[] = []) {
    for (const promotion of promotions) this.add(promotion);
  }

  add({ ID, CanCombine }: PromotionFacts): void {
    this.#ids.add(ID);
    this.#combine &&= CanCombine;
  }

  has({ ID }: PromotionFacts): boolean {
    return this.#ids.has(ID);
  }

  combinesWith({ CanCombine }: PromotionFacts): boolean {
    return this.#ids.size === 0 || (CanCombine && this.#combine);
  }
}

/** What decides beside order and promotion. */
export interface StandingFacts {
  readonly now: Date;
  readonly marketplaceId: string;
}

/**
 * Stands against a promotion on an order, whatever the order is worth, in the order in which it is told
 * (docs/behaviour/promotions.md §3).
 */
export function standingFinding(
  { promotion, redeemed = false }: { readonly promotion: PromotionFacts; readonly redeemed?: boolean },
  head: OrderHead,
  others: Placed,
  { now, marketplaceId }: StandingFacts,
): ApiError | undefined {
  const refused = (code: Code) => refusalOf(code, promotion);
  const { Active, StartDate: start, ExpirationDate: end, OwnerID: owner } = promotion;
  if (!promotion.visible) return refused("Promotion.NotEligible");
  if (!Active) return refused("Promotion.NotActive");
  if (start !== null && Date.parse(start) > now.getTime()) return refused("Promotion.NotYetValid");
  if (end !== null && Date.parse(end) <= now.getTime()) return refused("Promotion.Expired");
  if (others.has(promotion)) return refused("Promotion.AlreadyAdded");
  if (!isOffered(owner, head, marketplaceId)) return refused("Promotion.OwnerIDMustMatchOrderToCompanyID");
  if (redeemed || isUsedUp(promotion)) return refused("Promotion.ExceedsUsageLimit");
  if (!others.combinesWith(promotion)) return refused("Promotion.CannotCombine");
  return undefined;
}

/** The marketplace's are for all orders, a supplier's for those that go to it. */
const isOffered = (owner: string | null, { ToCompanyID }: OrderHead, marketplaceId: string): boolean =>
  sameId(owner, ToCompanyID) || sameId(owner, marketplaceId);

const isUsedUp = ({ RedemptionLimit, RedemptionCount, RedemptionLimitPerUser, used }: PromotionFacts): boolean =>
  (RedemptionLimit !== null && RedemptionCount >= RedemptionLimit) ||
  (RedemptionLimitPerUser !== null && used >= RedemptionLimitPerUser);
