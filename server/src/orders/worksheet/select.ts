import type { OrderShipMethodSelection, OrderWorksheet } from "@orderwell/contract";
import { refuse } from "../../platform/errors/api-error.ts";
import type { UserWork } from "../../platform/work/work.ts";
import { editFinding } from "../aggregate/access.ts";
import { type Order, withHead } from "../aggregate/order.ts";
import { settle } from "../aggregate/settle.ts";
import { storedAnswer } from "./answer.ts";
import { answered, heldEstimate } from "./ask.ts";
import { choose, chosenCost } from "./shipping.ts";

/**
 * Chooses ship methods of the estimate that holds: their costs are what shipping costs, and the order is to be calculated
 * with them.
 *
 * @throws ApiError as `choose`
 */
export async function selectMethods(
  work: UserWork,
  order: Order,
  selection: Partial<OrderShipMethodSelection>,
): Promise<OrderWorksheet> {
  refuse(editFinding(work, order.head));
  const estimate = choose(order.head.Status === "Unsubmitted" ? await heldEstimate(work, order) : null, selection);
  const ShippingCost = chosenCost(estimate) ?? order.head.ShippingCost;
  const { order: after } = settle(withHead(order, { ShippingCost, calculation: null }));
  return answered(work, order, "ShipEstimateResponse", storedAnswer(estimate), after);
}
