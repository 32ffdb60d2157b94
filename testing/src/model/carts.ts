import fc from "fast-check";
import { Action, accepted, isOrder, type Outcome, ofOrder, refused, toChange } from "./action.ts";
import * as slots from "./slots.ts";
import {
  type Actor,
  isVisitor,
  type Line,
  newOrder,
  type Order,
  type State,
  shipped,
  unitsOf,
  type Visitor,
  visitors,
} from "./state.ts";
import { type Cents, type ProductId, products } from "./world.ts";

/** The price of a unit where this many count together. */
function priceAt(product: ProductId, units: number): Cents {
  const { breaks } = products[product];
  return (breaks.filter(([from]) => from <= units).at(-1) ?? breaks[0])?.[1] ?? 0;
}

/** Prices lines from the catalog: one that was written, others of its product where they count together, or all. */
export function price(order: Order, product?: ProductId, written?: Line): void {
  for (const line of order.lines) {
    if (product !== undefined && line.product !== product) continue;
    const { cumulative } = products[line.product];
    if (product !== undefined && line !== written && !cumulative) continue;
    line.unitPrice = priceAt(line.product, cumulative ? unitsOf(order, line.product) : line.quantity);
  }
}

/** Stands against taking more of a product than there is. */
export function stockFinding(state: State, product: ProductId, units: number): string | undefined {
  const { stock, canExceed } = products[product];
  return stock !== null && !canExceed && units > state.stock[product] ? "Inventory.Insufficient" : undefined;
}

export function create(by: Actor, id: string): Action {
  const orderId = isVisitor(by) ? by : id;
  return new Action(
    by,
    "Orders.Create",
    { path: { direction: "Outgoing" }, body: { ID: orderId } },
    orderId,
    (state) => {
      // A visitor whose order is gone from them gets another, under an ID that the server makes.
      if (by === "seller" || by === "supplier") return "unsaid";
      if (isVisitor(by) && (state.takenOver.has(by) || state.orders.has(by))) return "unsaid";
      if (state.orders.has(orderId)) return { refused: ["IdExists"] };
      return accepted(() => state.orders.set(orderId, newOrder(orderId, by)));
    },
  );
}

const remove = (by: Actor, id: string) =>
  new Action(by, "Orders.Delete", { path: ofOrder(id) }, id, (state) => {
    const order = toChange(state, by, id);
    if (!isOrder(order)) return order;
    if (order.toSupplier) return "unsaid";
    if (order.lines.some(({ other }) => other !== null)) return { refused: ["Order.CannotDeleteForwardedOrder"] };
    return accepted(() => {
      state.orders.delete(id);
      for (const one of state.shipments.values()) one.items = one.items.filter((item) => item.order !== id);
    });
  });

const costs = (by: Actor, id: string, name: "Gratuity" | "ShippingCost" | "TaxCost", amount: Cents) =>
  new Action(by, "Orders.Patch", { path: ofOrder(id), body: { [name]: amount / 100 } }, id, (state) => {
    const order = toChange(state, by, id);
    if (!isOrder(order)) return order;
    const held = { Gratuity: "gratuity", ShippingCost: "shipping", TaxCost: "tax" } as const;
    const property = held[name];
    if (by !== "seller" && name !== "Gratuity" && order[property] !== amount)
      return {
        refused: [name === "TaxCost" ? "Order.OverrideTaxPermission" : "Order.OverrideShippingPermission"],
      };
    return accepted(() => {
      order[property] = amount;
    });
  });

/** A part that is not there is told of before or after what else stands against the caller. */
const orMissing = (outcome: Outcome): Outcome =>
  outcome !== "unsaid" && "refused" in outcome ? { refused: [...outcome.refused, "NotFound"] } : outcome;

/** Lines of orders that were submitted and are not open are for administrators to mend, in ways that nothing rests on. */
const mayHaveLinesChanged = (order: Order): boolean =>
  !order.toSupplier && (order.status === "Unsubmitted" || order.status === "Open");

export const addLine = (by: Actor, id: string, line: string, product: ProductId, quantity: number) =>
  new Action(
    by,
    "LineItems.Create",
    { path: ofOrder(id), body: { ID: line, ProductID: product, Quantity: quantity } },
    id,
    (state) => {
      // Bodies are looked at before anything else is.
      if (quantity < 1) return { refused: ["LineItem.QuantityMustBePositive"] };
      const order = toChange(state, by, id);
      if (!isOrder(order)) return order;
      if (!mayHaveLinesChanged(order)) return "unsaid";
      if (order.lines.some((one) => one.id === line)) return { refused: ["IdExists"] };
      const isOpen = order.status === "Open";
      const finding = stockFinding(state, product, quantity + (isOpen ? 0 : unitsOf(order, product)));
      if (finding !== undefined) return { refused: [finding] };
      return accepted(() => {
        const added: Line = { id: line, product, quantity, unitPrice: 0, other: null };
        const others = order.lines;
        order.lines = [...others, added];
        const { cumulative } = products[product];
        if (isOpen) {
          added.unitPrice = priceAt(product, cumulative ? unitsOf(order, product) : quantity);
          if (products[product].stock !== null) state.stock[product] -= quantity;
        } else price(order, product, added);
      });
    },
  );

const changeLine = (by: Actor, id: string, line: string, quantity: number) =>
  new Action(
    by,
    "LineItems.Patch",
    { path: ofOrder(id, { lineItemID: line }), body: { Quantity: quantity } },
    id,
    (state) => {
      if (quantity < 1) return { refused: ["LineItem.QuantityMustBePositive"] };
      const order = toChange(state, by, id);
      if (!isOrder(order)) return orMissing(order);
      const found = order.lines.find((one) => one.id === line);
      if (found === undefined) return { refused: ["NotFound"] };
      if (!mayHaveLinesChanged(order)) return "unsaid";
      const more = quantity - found.quantity;
      const units = order.status === "Open" ? more : unitsOf(order, found.product) + more;
      const outcome = refused(
        quantity < shipped(state, order, found) && "ShipmentItem.QuantityExceeded",
        more > 0 && stockFinding(state, found.product, units),
      );
      if (outcome !== undefined) return outcome;
      return accepted(() => {
        found.quantity = quantity;
        if (order.status === "Unsubmitted") price(order, found.product, found);
        else if (products[found.product].stock !== null) state.stock[found.product] -= more;
      });
    },
  );

const removeLine = (by: Actor, id: string, line: string) =>
  new Action(by, "LineItems.Delete", { path: ofOrder(id, { lineItemID: line }) }, id, (state) => {
    const order = toChange(state, by, id);
    if (!isOrder(order)) return orMissing(order);
    const found = order.lines.find((one) => one.id === line);
    if (found === undefined) return { refused: ["NotFound"] };
    if (!mayHaveLinesChanged(order)) return "unsaid";
    if (shipped(state, order, found) > 0) return { refused: ["ShipmentItem.QuantityExceeded"] };
    return accepted(() => {
      order.lines = order.lines.filter((one) => one !== found);
      order.discounts = order.discounts.filter((one) => one.line !== line);
      for (const one of order.returns) one.items = one.items.filter((item) => item.line !== line);
      if (order.status === "Unsubmitted") price(order, found.product);
      else if (products[found.product].stock !== null) state.stock[found.product] += found.quantity;
      const other = found.other === null ? undefined : state.orders.get(found.other);
      const twin = other?.lines.find(({ id: twinId }) => twinId === line);
      if (twin !== undefined) twin.other = null;
    });
  });

/** A shopper takes over what a visitor has in their cart. Without an order of theirs nothing happens. */
const takeOver = (by: Actor, visitor: Visitor) =>
  new Action(by, "Me.TransferAnonUserOrder", { query: { anonUserToken: visitor } }, visitor, (state): Outcome => {
    const order = state.orders.get(visitor);
    if (order?.owner !== visitor || order.status !== "Unsubmitted") return "unsaid";
    return accepted(() => {
      order.owner = by;
      state.takenOver.add(visitor);
      price(order);
    });
  });

const amounts = fc.constantFrom<Cents>(0, 3_50, 12_00, 199_99);

/** Orders as shoppers fill them, and as administrators mend them. */
export const cartActions: readonly fc.WeightedArbitrary<Action>[] = [
  { weight: 3, arbitrary: slots.onOrder.map(([by, id]) => create(by, id)) },
  { weight: 1, arbitrary: slots.onOrder.map(([by, id]) => remove(by, id)) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(slots.onOrder, fc.constantFrom("Gratuity", "ShippingCost", "TaxCost"), amounts)
      .map(([[by, id], name, amount]) => costs(by, id, name, amount)),
  },
  {
    weight: 8,
    arbitrary: fc
      .tuple(slots.onOrder, slots.line, slots.product, slots.quantity)
      .map(([[by, id], line, product, quantity]) => addLine(by, id, line, product, quantity)),
  },
  {
    weight: 4,
    arbitrary: fc
      .tuple(slots.onOrder, slots.line, slots.quantity)
      .map(([[by, id], line, quantity]) => changeLine(by, id, line, quantity)),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(slots.onOrder, slots.line).map(([[by, id], line]) => removeLine(by, id, line)),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(slots.shopper, fc.constantFrom(...visitors)).map(([by, visitor]) => takeOver(by, visitor)),
  },
];
