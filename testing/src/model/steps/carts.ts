import type { OperationId } from "@orderwell/contract";
import fc from "fast-check";
import type { Shopper } from "../market/people.ts";
import { type Actor, cartOf, isVisitor, newOrder, type State } from "../market/state.ts";
import { Action, accepted, type Outcome } from "./action.ts";
import * as places from "./addressing.ts";
import { addBundle, bundle, removeBundle, wanted } from "./bundling.ts";
import { calculateOrder, choose as chooseMethod, estimate, method } from "./estimating.ts";
import { rename } from "./forwarding.ts";
import { addLine, change, changeLine, saveLine } from "./lines.ts";
import * as offers from "./offers.ts";
import { costs, remove, save, whole } from "./orders.ts";
import * as paying from "./paying.ts";
import { submit, validate } from "./progress.ts";
import { removeLine } from "./removing-lines.ts";
import * as slots from "./slots.ts";
import { drop, note, transaction } from "./transactions.ts";

/** What somebody does with their cart is what they do with the order that it is. */
type Make = (id: string) => Action;

/** The input of an operation on an order, without what names the order. */
function withoutOrder({ input }: Action): Action["input"] {
  const { direction: _, orderID: __, ...path } = input.path ?? {};
  return { ...input, path };
}

const inCart = (by: Actor, operation: OperationId, make: Make): Action =>
  new Action(
    by,
    operation,
    withoutOrder(make("")),
    (state) => cartOf(state, by)?.id ?? null,
    (state) => make(cartOf(state, by)?.id ?? "no cart").judge(state),
    make("").after,
  );

/** ID of the order that is begun for somebody who has none, until it is read; undefined where the documents do not say. */
function toBegin(state: State, by: Actor): string | undefined {
  if (isVisitor(by)) {
    if (!state.takenOver.has(by)) return state.orders.has(by) ? undefined : by;
    if (!state.orders.has(by)) return undefined;
  }
  const id = slots.cartId(by);
  return state.orders.has(id) ? undefined : id;
}

/** What makes an order where there is none. */
function filling(by: Actor, operation: OperationId, make: Make): Action {
  const begin = (state: State): Outcome => {
    const id = toBegin(state, by);
    if (id === undefined) return "unsaid";
    const scratch = structuredClone(state);
    scratch.orders.set(id, newOrder(scratch, id, by));
    const outcome = make(id).judge(scratch);
    if (outcome === "unsaid" || "refused" in outcome) return outcome;
    return accepted((answer, learned) => {
      const made = (learned as { readonly ID: string } | undefined)?.ID ?? id;
      state.orders.set(made, newOrder(state, made, by));
      const change = make(made).judge(state);
      if (change !== "unsaid" && "accepted" in change) change.accepted(answer);
    });
  };
  return new Action(
    by,
    operation,
    withoutOrder(make("")),
    (state) => cartOf(state, by)?.id ?? null,
    (state) => {
      const cart = cartOf(state, by);
      return cart === undefined ? begin(state) : make(cart.id).judge(state);
    },
    {
      learn: { by, operation: "Cart.Get", input: {} },
      next: (_, learned) => {
        const id = (learned as { readonly ID: string } | undefined)?.ID;
        return id !== undefined && isMade(id) ? [rename(id, slots.cartId(by))] : [];
      },
    },
  );
}

/** IDs that the server makes are longer than those of slots. */
const isMade = (id: string): boolean => id.length > 12;

/** Says which order is the cart. */
const choose = (by: Shopper, id: string) =>
  new Action(by, "Cart.SetActiveCart", { path: { orderID: id } }, id, (state) => {
    const order = state.orders.get(id);
    if (order?.owner !== by || order.status !== "Unsubmitted") return { refused: ["NotFound"] };
    return accepted(() => state.chosen.set(by, order.dates.Created ?? 0));
  });

const owner = fc.constantFrom<Actor>("ann", "bob", "mia", "fin", "v0", "v1");
const amounts = fc.constantFrom(0, 2_50, 7_75);

const withLine = fc.tuple(slots.line, slots.choice, slots.quantity);

type InCart = readonly [weight: number, made: fc.Arbitrary<(by: Actor) => Action>];

const inCarts: readonly InCart[] = [
  [
    3,
    withLine.map(
      ([line, choice, quantity]) =>
        (by) =>
          filling(by, "Cart.CreateLineItem", (id) => addLine(by, id, line, choice, quantity)),
    ),
  ],
  [
    1,
    withLine.map(
      ([line, choice, quantity]) =>
        (by) =>
          filling(by, "Cart.SaveLineItem", (id) => saveLine(by, id, line, choice, quantity)),
    ),
  ],
  [1, amounts.map((amount) => (by) => filling(by, "Cart.Patch", (id) => costs(by, id, "Gratuity", amount)))],
  [
    1,
    fc.tuple(bundle, wanted).map(
      ([one, parts]) =>
        (by) =>
          filling(by, "Cart.CreateBundleItem", (id) => addBundle(by, id, one, parts)),
    ),
  ],
  [
    1,
    fc.tuple(bundle, slots.anyLine).map(
      ([one, line]) =>
        (by) =>
          inCart(by, "Cart.DeleteBundleItem", (id) => removeBundle(by, id, one, line)),
    ),
  ],
  [1, whole.map((one) => (by) => filling(by, "Cart.Save", (id) => save(by, id, one)))],
  ...(["Shipping", "Billing"] as const).flatMap((side): readonly InCart[] => [
    [
      1,
      places.street.map(
        (street) => (by) => inCart(by, `Cart.Set${side}Address`, (id) => places.setPlace(by, id, side, street)),
      ),
    ],
    [
      1,
      places.street.map(
        (street) => (by) => inCart(by, `Cart.Patch${side}Address`, (id) => places.changePlace(by, id, side, street)),
      ),
    ],
    [1, places.place.map((one) => (by) => filling(by, "Cart.Patch", (id) => places.usePlace(by, id, side, one)))],
  ]),
  [
    1,
    places.firstName.map(
      (firstName) => (by) => inCart(by, "Cart.PatchFromUser", (id) => places.name(by, id, firstName)),
    ),
  ],
  [1, fc.constant((by) => inCart(by, "Cart.Delete", (id) => remove(by, id)))],
  [
    2,
    fc.tuple(slots.line, change).map(
      ([line, one]) =>
        (by) =>
          inCart(by, "Cart.PatchLineItem", (id) => changeLine(by, id, line, one)),
    ),
  ],
  [1, slots.line.map((line) => (by) => inCart(by, "Cart.DeleteLineItem", (id) => removeLine(by, id, line)))],
  [1, offers.code.map((code) => (by) => inCart(by, "Cart.AddPromotion", (id) => offers.add(by, id, code)))],
  [1, offers.code.map((code) => (by) => inCart(by, "Cart.DeletePromotion", (id) => offers.remove(by, id, code)))],
  [
    1,
    fc.constant((by) => inCart(by, "Cart.ApplyPromotions", (id) => offers.automatic(by, id, "Orders.ApplyPromotions"))),
  ],
  [
    1,
    fc.constant((by) =>
      inCart(by, "Cart.RefreshPromotions", (id) => offers.automatic(by, id, "Orders.RefreshPromotions")),
    ),
  ],
  [
    2,
    fc.tuple(slots.payment, paying.way, paying.amount).map(
      ([payment, way, amount]) =>
        (by) =>
          inCart(by, "Cart.CreatePayment", (id) => paying.pay(by, id, payment, way, amount)),
    ),
  ],
  [
    1,
    fc.tuple(slots.payment, paying.amount).map(
      ([payment, amount]) =>
        (by) =>
          inCart(by, "Cart.PatchPayment", (id) => paying.changeAmount(by, id, payment, amount)),
    ),
  ],
  [1, slots.payment.map((payment) => (by) => inCart(by, "Cart.DeletePayment", (id) => paying.remove(by, id, payment)))],
  [
    2,
    fc.tuple(slots.payment, transaction).map(
      ([payment, one]) =>
        (by) =>
          inCart(by, "Cart.CreatePaymentTransaction", (id) => note(by, id, payment, one, "cart")),
    ),
  ],
  [
    1,
    fc.tuple(slots.payment, transaction).map(
      ([payment, one]) =>
        (by) =>
          inCart(by, "Cart.DeletePaymentTransaction", (id) => drop(by, id, payment, one, "cart")),
    ),
  ],
  [1, fc.constant((by) => inCart(by, "Cart.EstimateShipping", (id) => estimate(by, id)))],
  [1, method.map((one) => (by) => inCart(by, "Cart.SelectShipMethods", (id) => chooseMethod(by, id, one)))],
  [1, fc.constant((by) => inCart(by, "Cart.Calculate", (id) => calculateOrder(by, id)))],
  [1, fc.constant((by) => inCart(by, "Cart.Validate", (id) => validate(by, id)))],
  [2, fc.constant((by) => inCart(by, "Cart.Submit", (id) => submit(by, id)))],
];

/** What shoppers do with their cart, whichever order it is. */
export const cartActions: readonly fc.WeightedArbitrary<Action>[] = [
  ...inCarts.map(([weight, made]) => ({ weight, arbitrary: fc.tuple(owner, made).map(([by, make]) => make(by)) })),
  {
    weight: 1,
    arbitrary: fc.tuple(slots.shopper, slots.order).map(([by, id]) => choose(by, id)),
  },
];
