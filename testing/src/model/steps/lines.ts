import fc from "fast-check";
import { type Cents, type Choice, products, stockOf } from "../market/catalog.ts";
import { atUnitPrice, changeQuantity, chosen, price, quantityFinding } from "../market/prices.ts";
import {
  type Actor,
  type Line,
  newLine,
  type Order,
  type State,
  shipped,
  unitsFrom,
  unitsOf,
} from "../market/state.ts";
import { stockFinding, takeStock } from "../market/stock.ts";
import { Action, accepted, isOrder, type Outcome, ofOrder, refused, toChange } from "./action.ts";
import * as slots from "./slots.ts";

/** A part that is not there is told of before or after what else stands against the caller. */
export const orMissing = (outcome: Outcome): Outcome =>
  outcome !== "unsaid" && "refused" in outcome ? { refused: [...outcome.refused, "NotFound"] } : outcome;

/** Lines of orders that were submitted and are not open are for administrators to mend, in ways that nothing rests on. */
export const mayHaveLinesChanged = (order: Order): boolean =>
  !order.toSupplier && (order.status === "Unsubmitted" || order.status === "Open");

const specsOf = (options: Choice["options"]) =>
  Object.entries(options).map(([SpecID, OptionID]) => ({ SpecID, OptionID }));

export const bodyOf = ({ product, options, record }: Choice) => ({
  ProductID: product,
  ...(Object.keys(options).length > 0 && { Specs: specsOf(options) }),
  ...(record !== null && { InventoryRecordID: record }),
});

export const recordFinding = ({ product, record }: Choice): string | undefined =>
  record !== null && !(products[product].kept === "in records" && record in products[product].stocks)
    ? "NotFound"
    : undefined;

export const addLine = (by: Actor, id: string, line: string, said: Choice, quantity: number) =>
  new Action(
    by,
    "LineItems.Create",
    { path: ofOrder(id), body: { ID: line, Quantity: quantity, ...bodyOf(said) } },
    id,
    (state) => {
      // Bodies are looked at before anything else is.
      if (quantity < 1) return { refused: ["LineItem.QuantityMustBePositive"] };
      const order = toChange(state, by, id);
      if (!isOrder(order)) return order;
      if (!mayHaveLinesChanged(order)) return "unsaid";
      if (products[said.product].contents !== null)
        return { refused: ["LineItem.CannotPurchaseBundleProduct", "IdExists"] };
      if (order.lines.some((one) => one.id === line)) return { refused: ["IdExists"] };
      const { choice, findings } = chosen(said);
      const isOpen = order.status === "Open";
      const stock = stockOf(choice);
      const units = quantity + (isOpen || stock === null ? 0 : unitsFrom(order, stock));
      const outcome = refused(
        ...findings,
        order.direct && !products[said.product].supplier && "LineItem.ProductNotAvailableFromSeller",
        recordFinding(said),
        quantityFinding(said.product, quantity, quantity + unitsOf(order, said.product)),
        stockFinding(state, stock, units),
      );
      if (outcome !== undefined) return outcome;
      return accepted(() => {
        const added = newLine(line, choice, quantity, { shipTo: order.shipTo });
        const others = order.lines;
        order.lines = [...others, added];
        if (!isOpen) return price(order, said.product, added);
        // What is there keeps its price.
        price({ ...order, lines: [...others.map((one) => ({ ...one })), added] }, said.product, added);
        takeStock(state, added, quantity);
      });
    },
  );

export interface Change {
  readonly quantity?: number | undefined;
  readonly options?: Choice["options"] | undefined;
  readonly record?: string | null | undefined;
}

export const patchBody = ({ quantity, options, record }: Change) => ({
  ...(quantity !== undefined && { Quantity: quantity }),
  ...(options && { Specs: specsOf(options) }),
  ...(record !== undefined && { InventoryRecordID: record }),
});

export const changeLine = (by: Actor, id: string, line: string, change: Change) =>
  new Action(
    by,
    "LineItems.Patch",
    {
      path: ofOrder(id, { lineItemID: line }),
      body: patchBody(change),
    },
    id,
    (state) => {
      if (change.quantity !== undefined && change.quantity < 1) return { refused: ["LineItem.QuantityMustBePositive"] };
      const order = toChange(state, by, id);
      if (!isOrder(order)) return orMissing(order);
      const found = order.lines.find((one) => one.id === line);
      if (found === undefined) return { refused: ["NotFound"] };
      if (!mayHaveLinesChanged(order) || found.isBundle) return "unsaid";
      return order.status === "Open"
        ? changeSold(state, order, found, change)
        : changeUnsold(state, order, found, change);
    },
  );

export function changeUnsold(state: State, order: Order, found: Line, change: Change): Outcome {
  const { quantity = found.quantity, options = found.options, record = found.record } = change;
  const said: Choice = { product: found.product, options, record };
  const { choice, findings } = chosen(said);
  const more = quantity - found.quantity;
  const stock = stockOf(choice);
  const isElsewhere = stock !== stockOf(found);
  const others = stock === null ? 0 : unitsFrom(order, stock) - (isElsewhere ? 0 : found.quantity);
  const outcome = refused(
    quantity < shipped(state, order, found) && "ShipmentItem.QuantityExceeded",
    ...findings,
    recordFinding(said),
    quantityFinding(found.product, quantity, unitsOf(order, found.product) + more),
    (more > 0 || isElsewhere) && stockFinding(state, stock, others + quantity),
  );
  if (outcome !== undefined) return outcome;
  return accepted(() => {
    Object.assign(found, choice, { quantity });
    price(order, found.product, found);
  });
}

/** After submission lines keep what they are of. */
function changeSold(state: State, order: Order, found: Line, { quantity, options, record }: Change): Outcome {
  if (quantity === undefined || options !== undefined || record !== undefined) return "unsaid";
  const more = quantity - found.quantity;
  const outcome = refused(
    quantity < shipped(state, order, found) && "ShipmentItem.QuantityExceeded",
    more > 0 && stockFinding(state, stockOf(found), more),
  );
  if (outcome !== undefined) return outcome;
  return accepted(() => {
    if (more === 0) return;
    changeQuantity(found, quantity);
    takeStock(state, found, more);
  });
}

/** Writes a line whole: what is not said is not so any more. */
export const saveLine = (by: Actor, id: string, line: string, said: Choice, quantity: number) => {
  const added = addLine(by, id, line, said, quantity);
  return new Action(
    by,
    "LineItems.Save",
    { path: ofOrder(id, { lineItemID: line }), body: { Quantity: quantity, ...bodyOf(said) } },
    id,
    (state) => {
      const order = state.orders.get(id);
      const found = order?.lines.find((one) => one.id === line);
      if (order === undefined || found === undefined || quantity < 1) return added.judge(state);
      const outcome = toChange(state, by, id);
      if (!isOrder(outcome)) return outcome;
      if (order.status !== "Unsubmitted" || order.toSupplier || found.isBundle) return "unsaid";
      if (found.product !== said.product) return { refused: ["LineItem.CannotChangeProductID"] };
      // Whoever may set prices lets go of them by saying none.
      const isPriceSet = found.isPriceSet && by !== "seller";
      const change = changeUnsold(state, order, found, { quantity, options: said.options, record: said.record });
      return change === "unsaid" || "refused" in change
        ? change
        : accepted(() => {
            found.isPriceSet = isPriceSet;
            if (found.shipTo?.id != null) found.shipTo = null;
            change.accepted();
          });
    },
  );
};

/** Says what a unit costs; null has the catalog say it again. */
const setPrice = (by: Actor, id: string, line: string, amount: Cents | null) =>
  new Action(
    by,
    "LineItems.Patch",
    { path: ofOrder(id, { lineItemID: line }), body: { UnitPrice: amount === null ? null : amount / 100 } },
    id,
    (state) => {
      const order = toChange(state, by, id);
      if (!isOrder(order)) return orMissing(order);
      const found = order.lines.find((one) => one.id === line);
      if (found === undefined) return { refused: ["NotFound"] };
      if (!mayHaveLinesChanged(order) || found.isBundle) return "unsaid";
      if (amount === null && (by !== "seller" || order.status === "Open")) return "unsaid";
      if (amount !== null && found.unitPrice === amount * 100) return accepted();
      if (by !== "seller") return { refused: ["Auth.InsufficientRoles"] };
      // What is written is held against the catalog once more.
      const finding =
        order.status === "Unsubmitted" && quantityFinding(found.product, found.quantity, unitsOf(order, found.product));
      if (finding) return { refused: [finding] };
      return accepted(() => {
        found.isPriceSet = amount !== null;
        if (amount !== null) found.unitPrice = amount * 100;
        if (order.status === "Unsubmitted") price(order, found.product, found);
        else atUnitPrice(found);
      });
    },
  );

export const renameLine = (by: Actor, id: string, line: string, to: string) =>
  new Action(by, "LineItems.Patch", { path: ofOrder(id, { lineItemID: line }), body: { ID: to } }, null, (state) => {
    const order = toChange(state, by, id);
    if (!isOrder(order)) return orMissing(order);
    const found = order.lines.find((one) => one.id === line);
    if (found === undefined) return { refused: ["NotFound"] };
    if (!mayHaveLinesChanged(order)) return "unsaid";
    if (line === to) return accepted();
    // What is written is held against the catalog once more.
    const finding = order.status === "Unsubmitted" && lineFinding(order, found);
    if (finding) return { refused: [finding] };
    const sides = [order, ...(found.other === null ? [] : [state.orders.get(found.other) as Order])];
    if (sides.some(({ lines }) => lines.some((one) => one.id === to))) return { refused: ["IdExists"] };
    return accepted(() => {
      for (const side of sides) {
        side.lines = side.lines.map((one) => ({
          ...one,
          id: one.id === line ? to : one.id,
          bundle: one.bundle === line ? to : one.bundle,
        }));
        side.discounts = side.discounts.map((one) => (one.line === line ? { ...one, line: to } : one));
        for (const one of side.returns)
          one.items = one.items.map((item) => (item.line === line ? { ...item, line: to } : item));
        for (const shipment of state.shipments.values())
          for (const item of shipment.items) if (item.order === side.id && item.line === line) item.line = to;
      }
    });
  });

export const lineFinding = (order: Order, { product, quantity }: Line): string | undefined =>
  quantityFinding(product, quantity, unitsOf(order, product));

export const change: fc.Arbitrary<Change> = fc.oneof(
  { weight: 4, arbitrary: slots.quantity.map((quantity): Change => ({ quantity })) },
  { weight: 2, arbitrary: slots.choice.map(({ options }): Change => ({ options })) },
  { weight: 1, arbitrary: slots.record.map((record): Change => ({ record })) },
  {
    weight: 1,
    arbitrary: fc.tuple(slots.quantity, slots.choice).map(([quantity, { options }]): Change => ({ quantity, options })),
  },
);

/** Lines as shoppers choose them, and as administrators mend them. */
export const lineActions: readonly fc.WeightedArbitrary<Action>[] = [
  {
    weight: 8,
    arbitrary: fc
      .tuple(slots.onOrder, slots.line, slots.choice, slots.quantity)
      .map(([[by, id], line, choice, quantity]) => addLine(by, id, line, choice, quantity)),
  },
  {
    weight: 5,
    arbitrary: fc
      .tuple(slots.onOrder, slots.line, change)
      .map(([[by, id], line, one]) => changeLine(by, id, line, one)),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(slots.onOrder, slots.line, fc.constantFrom<Cents | null>(null, 0, 5_55, 10_00, 47_11))
      .map(([[by, id], line, amount]) => setPrice(by, id, line, amount)),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(slots.onOrder, slots.line, slots.line)
      .map(([[by, id], line, to]) => renameLine(by, id, line, to)),
  },
];
