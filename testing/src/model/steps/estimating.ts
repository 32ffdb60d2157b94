import fc from "fast-check";
import { calculate, estimated, served } from "../market/service.ts";
import type { Actor, Order, State } from "../market/state.ts";
import { Action, accepted, isOrder, type Outcome, ofOrder, seen, toChange } from "./action.ts";
import * as slots from "./slots.ts";

/** Of orders that are no carts any more the documents say that they are not estimated, and not how that is refused. */
const isOver = (state: State, by: Actor, id: string): boolean =>
  (seen(state, by, id)?.status ?? "Unsubmitted") !== "Unsubmitted";

/** The order that a service is to be asked about, or what refuses that. */
function toAsk(state: State, by: Actor, id: string): Order | Outcome {
  const order = toChange(state, by, id);
  const isServed = by === served;
  if (isServed && isOver(state, by, id)) return "unsaid";
  if (isOrder(order)) {
    if (!isServed) return { refused: ["IntegrationEvent.ApiClientNotConfiguredForOrderCalculate"] };
    return order.toSupplier ? "unsaid" : order;
  }
  return order !== "unsaid" && "refused" in order && !isServed
    ? { refused: [...order.refused, "IntegrationEvent.ApiClientNotConfiguredForOrderCalculate"] }
    : order;
}

export const estimate = (by: Actor, id: string) =>
  new Action(
    by,
    "IntegrationEvents.EstimateShipping",
    { path: ofOrder(id) },
    id,
    (state) => {
      const order = toAsk(state, by, id);
      if (!isOrder(order)) return order;
      return accepted(() => {
        order.estimate = estimated(order);
        // Whether what was calculated with another estimate holds, nobody says.
        if (order.calculated === "done") order.calculated = "unclear";
      });
    },
    { isByService: true },
  );

export const calculateOrder = (by: Actor, id: string) =>
  new Action(
    by,
    "IntegrationEvents.Calculate",
    { path: ofOrder(id) },
    id,
    (state) => {
      const order = toAsk(state, by, id);
      return isOrder(order) ? accepted(() => calculate(order)) : order;
    },
    { isByService: true },
  );

export const choose = (by: Actor, id: string, method: string) =>
  new Action(
    by,
    "IntegrationEvents.SelectShipmethods",
    { path: ofOrder(id), body: { ShipMethodSelections: [{ ShipEstimateID: "box", ShipMethodID: method }] } },
    id,
    (state) => {
      if (isOver(state, by, id)) return "unsaid";
      const order = toChange(state, by, id);
      if (!isOrder(order)) return order;
      if (order.toSupplier) return "unsaid";
      const { estimate: found } = order;
      if (found === null) return { refused: ["IntegrationEvent.MustCalculateShipping"] };
      if (Object.keys(found.costs).length === 0) return { refused: ["IntegrationEvent.MustHaveShipEstimates"] };
      const cost = found.costs[method];
      if (cost === undefined) return { refused: ["NotFound"] };
      return accepted(() => {
        if (order.calculated !== null) order.calculated = found.chosen === method ? "unclear" : null;
        order.estimate = { ...found, chosen: method };
        order.shipping = cost;
      });
    },
    { isByService: true },
  );

export const method = fc.constantFrom("slow", "slow", "fast", "fast", "none");

/** Checkouts that a service takes part in. */
export const estimateActions: readonly fc.WeightedArbitrary<Action>[] = [
  { weight: 2, arbitrary: slots.onServed.map(([by, id]) => estimate(by, id)) },
  { weight: 3, arbitrary: slots.onServed.map(([by, id]) => calculateOrder(by, id)) },
  { weight: 2, arbitrary: fc.tuple(slots.onServed, method).map(([[by, id], one]) => choose(by, id, one)) },
];
