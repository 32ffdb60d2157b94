import { type Implementation, implementSome } from "../../platform/operation/implement.ts";
import { findOrder, type OrderCall } from "../aggregate/open.store.ts";
import type { Promoted } from "./evaluate.ts";
import { explainPromotions } from "./explain.ts";
import { listEligible, listOrderPromotions } from "./lists.store.ts";
import { addPromotion, applyPromotions, eligibleAmounts, refreshPromotions, removePromotion } from "./use.ts";

const parts = ["lines", "promotions"] as const;

/** The order of the path with its promotions, to change them. */
const open = (call: OrderCall): Promise<Promoted> =>
  findOrder(call, call.path.direction, call.path.orderID, { lock: true, with: parts });

/** Promotions on orders (docs/behaviour/promotions.md §2 to §6). */
export const orderPromotionOperations = (): Implementation[] =>
  implementSome("Orders", {
    async ListPromotions(call) {
      const { head } = await findOrder(call, call.path.direction, call.path.orderID);
      return listOrderPromotions(call.db, head.ID, call.list);
    },
    async ListEligiblePromotions(call) {
      const order = await findOrder(call, call.path.direction, call.path.orderID, { with: parts });
      return listEligible(call.db, await eligibleAmounts(call, order), call.list);
    },
    async ExplainPromotions(call) {
      const order = await findOrder(call, call.path.direction, call.path.orderID, { with: parts });
      return explainPromotions(call, order, call.query.promotionID);
    },
    AddPromotion: async (call) => addPromotion(call, await open(call), call.path.promoCode),
    RemovePromotion: async (call) => removePromotion(call, await open(call), call.path.promoCode),
    ApplyPromotions: async (call) => applyPromotions(call, await open(call)),
    RefreshPromotions: async (call) => refreshPromotions(call, await open(call)),
  });
