import type { wire } from "@orderwell/contract";
import fc from "fast-check";
import { type Choice, type ProductId, productIds, products, stockOf } from "../market/catalog.ts";
import { chosen, price, quantityFinding } from "../market/prices.ts";
import { type Actor, newLine, type Order, type State, shipped, unitsFrom, unitsOf } from "../market/state.ts";
import { stockFinding } from "../market/stock.ts";
import { Action, accepted, isOrder, ofOrder, refused, toChange } from "./action.ts";
import { bodyOf, renameLine } from "./lines.ts";
import { isRequired, takeOff } from "./removing-lines.ts";
import * as slots from "./slots.ts";

/** A line that somebody wants of a bundle. */
interface Wanted {
  readonly line: string;
  readonly said: Choice;
  readonly quantity: number;
}

const contentsOf = (bundle: ProductId) => Object.entries(products[bundle].contents ?? {});

/** What a bundle brings where nothing is said of it. */
const otherwise = (bundle: ProductId): Wanted[] =>
  contentsOf(bundle).flatMap(([product, { required, quantity }]) =>
    required
      ? [{ line: `part-${product}`, said: { product: product as ProductId, options: {}, record: null }, quantity }]
      : [],
  );

/** What stands against parts of a bundle. */
function findingsOf(
  state: State,
  order: Order,
  bundle: ProductId,
  wanted: readonly Wanted[],
): (string | undefined | false)[] {
  const contents = products[bundle].contents ?? {};
  const ids = wanted.map(({ line }) => line);
  const units = (product: ProductId): number =>
    wanted.reduce(
      (sum, { said, quantity }) => (said.product === product ? sum + quantity : sum),
      unitsOf(order, product),
    );
  return [
    wanted.some(({ quantity }) => quantity < 1) && "LineItem.QuantityMustBePositive",
    wanted.some(({ said }) => contents[said.product] === undefined) && "Bundle.ProductNotAssigned",
    contentsOf(bundle).some(([id, { required }]) => required && !wanted.some(({ said }) => said.product === id)) &&
      "Bundle.RequiredBundleItemMissing",
    (new Set(ids).size < ids.length || order.lines.some(({ id }) => ids.includes(id))) && "IdExists",
    ...wanted.flatMap(({ said, quantity }) => {
      const { choice, findings } = chosen(said);
      const stock = stockOf(choice);
      return [
        ...findings,
        quantityFinding(said.product, quantity, units(said.product)),
        // Parts of one bundle are of different products.
        stockFinding(state, stock, quantity + (stock === null ? 0 : unitsFrom(order, stock))),
      ];
    }),
  ];
}

/** @param said null has the bundle bring what it requires. */
export const addBundle = (by: Actor, id: string, bundle: ProductId, said: readonly Wanted[] | null) => {
  const wanted = said ?? otherwise(bundle);
  const body = said && {
    LineItems: said.map(({ line, said: choice, quantity }) => ({ ID: line, Quantity: quantity, ...bodyOf(choice) })),
  };
  return new Action(
    by,
    "BundleLineItems.Create",
    { path: ofOrder(id, { bundleID: bundle }), ...(body && { body }) },
    id,
    (state) => {
      const order = toChange(state, by, id);
      if (!isOrder(order)) return wanted.some(({ quantity }) => quantity < 1) || order === "unsaid" ? "unsaid" : order;
      if (order.status !== "Unsubmitted" || order.toSupplier || order.direct) return "unsaid";
      const outcome = refused(...findingsOf(state, order, bundle, wanted));
      if (outcome !== undefined) return outcome;
      return accepted((answer, learned) => {
        const own = (answer as wire.LineItem | undefined)?.ID ?? slots.bundleLineId;
        const read = (learned as wire.OrderWorksheet | undefined)?.LineItems ?? [];
        const choice = { product: bundle, options: {}, record: null };
        order.lines = [...order.lines, newLine(own, choice, 1, { isBundle: true, shipTo: order.shipTo })];
        for (const { line, said: part, quantity } of wanted) {
          const made = read.find(({ BundleItemID, ProductID }) => BundleItemID === own && ProductID === part.product);
          order.lines.push(
            newLine(made?.ID ?? line, chosen(part).choice, quantity, { bundle: own, shipTo: order.shipTo }),
          );
        }
        price(order);
      });
    },
    {
      ...(said === null && {
        learn: { by: "seller", operation: "IntegrationEvents.GetWorksheet", input: { path: ofOrder(id) } },
      }),
      next: (answer, learned) => [
        renameLine("seller", id, (answer as wire.LineItem).ID ?? "", slots.bundleLineId),
        ...((learned as wire.OrderWorksheet | undefined)?.LineItems ?? [])
          .filter(({ BundleItemID }) => BundleItemID === (answer as wire.LineItem).ID)
          .map(({ ID }) => renameLine("seller", id, ID ?? "", "l2")),
      ],
    },
  );
};

/** Takes a bundle off with all that belongs to it, or a part that it does not require. */
export const removeBundle = (by: Actor, id: string, bundle: ProductId, line: string) =>
  new Action(
    by,
    "BundleLineItems.Delete",
    { path: ofOrder(id, { bundleID: bundle, bundleItemID: line }) },
    id,
    (state) => {
      const order = toChange(state, by, id);
      if (!isOrder(order)) return order;
      const found = order.lines.find((one) => one.id === line);
      if (found === undefined || (!found.isBundle && found.bundle === null)) return { refused: ["NotFound"] };
      if (order.status !== "Unsubmitted" && order.status !== "Open") return "unsaid";
      if (!found.isBundle && isRequired(order, found)) return { refused: ["LineItem.CannotRemoveRequiredBundleItem"] };
      const gone = found.isBundle ? order.lines.filter((one) => one === found || one.bundle === line) : [found];
      if (gone.some((one) => shipped(state, order, one) > 0)) return { refused: ["ShipmentItem.QuantityExceeded"] };
      return accepted(() => takeOff(state, order, gone));
    },
  );

export const bundle = fc.constantFrom(...productIds.filter((id) => products[id].contents !== null));

const part = (product: ProductId, line: string): fc.Arbitrary<Wanted> =>
  fc.tuple(slots.choice, fc.constantFrom(1, 1, 2, 5)).map(([said, quantity]) => ({
    line,
    quantity,
    said: { product, options: said.product === product ? said.options : {}, record: null },
  }));

/** Mostly what is required, with or without what is not. */
export const wanted: fc.Arbitrary<readonly Wanted[]> = fc
  .tuple(part("pump", "l0"), part("bolt", "l1"), part("gear", "l2"), part("belt", "l1"), fc.nat(9))
  .map(([pump, bolt, gear, belt, chance]) =>
    chance < 3 ? [pump, bolt] : chance < 5 ? [pump] : chance < 8 ? [pump, gear] : chance < 9 ? [bolt] : [pump, belt],
  );

/** Bundles on orders. */
export const bundleActions: readonly fc.WeightedArbitrary<Action>[] = [
  {
    weight: 3,
    arbitrary: fc.tuple(slots.onOrder, bundle, wanted).map(([[by, id], one, parts]) => addBundle(by, id, one, parts)),
  },
  { weight: 2, arbitrary: fc.tuple(slots.onOrder, bundle).map(([[by, id], one]) => addBundle(by, id, one, null)) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(slots.onOrder, bundle, fc.oneof(slots.anyLine, fc.constant(slots.bundleLineId)))
      .map(([[by, id], one, line]) => removeBundle(by, id, one, line)),
  },
];
