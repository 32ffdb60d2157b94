import { notFound } from "../../platform/errors/api-error.ts";
import { pageMeta } from "../../platform/lists/page.ts";
import { type Implementation, implementSome } from "../../platform/operation/implement.ts";
import type { UserWork } from "../../platform/work/work.ts";
import type { Promoted } from "../promotions/evaluate.ts";
import { listEligible, listOrderPromotions } from "../promotions/lists.store.ts";
import {
  addPromotion,
  applyPromotions,
  eligibleAmounts,
  refreshPromotions,
  removePromotion,
} from "../promotions/use.ts";
import { findCart, lockCart } from "./cart.ts";

const parts = ["lines", "promotions"] as const;

/** The cart to be changed. @throws ApiError NotFound (Order) when there is none */
async function existing(work: UserWork): Promise<Promoted> {
  const order = await lockCart(work, parts);
  if (order === undefined) throw notFound("Order", null);
  return order;
}

/** Promotions on the cart (docs/behaviour/promotions.md §2 to §6). */
export const cartPromotionOperations = (): Implementation[] =>
  implementSome("Cart", {
    async ListPromotions(call) {
      const order = await findCart(call);
      return order === undefined
        ? { Meta: pageMeta(call.list.query, 0), Items: [] }
        : listOrderPromotions(call.db, order.head.ID, call.list);
    },
    async ListEligiblePromotions(call) {
      const order = await findCart(call, ...parts);
      return order === undefined
        ? { Meta: pageMeta(call.list.query, 0), Items: [] }
        : listEligible(call.db, await eligibleAmounts(call, order), call.list);
    },
    AddPromotion: async (call) => addPromotion(call, await existing(call), call.path.promoCode),
    async DeletePromotion(call) {
      await removePromotion(call, await existing(call), call.path.promoCode);
    },
    ApplyPromotions: async (call) => applyPromotions(call, await existing(call)),
    RefreshPromotions: async (call) => refreshPromotions(call, await existing(call)),
  });
