import type { OperationId, wire } from "@orderwell/contract";
import fc from "fast-check";
import { type DueName, dueDate } from "../market/dates.ts";
import { accounts, isShopper, type Shopper, subscribers, subscriptionAdmins } from "../market/people.ts";
import { type PlaceId, places } from "../market/places.ts";
import { type Actor, newOrder, type Payment, type State, type Subscription, subscriptionIds } from "../market/state.ts";
import { type MadeOrders, makeOrders } from "../market/subscriptions.ts";
import { Action, accepted, type Outcome, refused } from "./action.ts";
import { addBundle, bundle, removeBundle, wanted } from "./bundling.ts";
import { rename } from "./forwarding.ts";
import { addLine, changeLine, change as lineChange, renameLine, saveLine } from "./lines.ts";
import { way } from "./paying.ts";
import { removeLine } from "./removing-lines.ts";
import * as slots from "./slots.ts";

type Verb = "Create" | "Save" | "Patch" | "Delete";

/** Own subscriptions, or those of the whole company. */
type Through = "me" | "all";

const ofSubscriptions = (through: Through, verb: Verb): OperationId =>
  through === "me" ? `Me.${verb}Subscription` : `Subscriptions.${verb}`;
const ofItems = (through: Through, verb: Verb): OperationId =>
  through === "me" ? `Me.${verb}SubscriptionItem` : `SubscriptionItems.${verb}`;
const ofBundles = (through: Through, verb: "Create" | "Delete"): OperationId =>
  through === "me" ? `Me.${verb}SubscriptionBundleItem` : `BundleSubscriptionItems.${verb}`;

/** Stands against whoever may not have to do with subscriptions. */
function barred(by: Actor, through: Through): Outcome | undefined {
  if (through === "all")
    return by === "seller" || (subscriptionAdmins as readonly Actor[]).includes(by)
      ? undefined
      : { refused: ["Auth.InsufficientRoles"] };
  if (by === "seller") return { refused: ["Auth.UserNotAuthorizedToAdmin"] };
  return (subscribers as readonly Actor[]).includes(by) ? undefined : { refused: ["Auth.InsufficientRoles"] };
}

function find(state: State, by: Actor, through: Through, id: string): Subscription | undefined {
  const found = state.subscriptions.get(id);
  return through === "all" || found?.owner === by ? found : undefined;
}

/** What subscriptions are written with. */
interface Said {
  readonly next: DueName;
  readonly payment: Pick<Payment, "type" | "account"> | null;
  readonly shipTo: PlaceId | null;
}

const bodyOf = ({ next, payment, shipTo }: Partial<Said>) => ({
  ...(next !== undefined && { NextOrderDate: dueDate(next) }),
  ...(payment !== undefined && {
    Payment: payment && { Type: payment.type, SpendingAccountID: payment.account },
  }),
  ...(shipTo !== undefined && { ShippingAddressID: shipTo }),
});

const saidFinding = ({ shipTo }: Partial<Said>): string | false =>
  shipTo != null && !places[shipTo].shipping && "Address.IsNotShippingAddress";

/** Subscribes, for oneself or for somebody else. */
const subscribe = (by: Actor, through: Through, id: string, owner: Shopper, said: Said, verb: "Create" | "Save") => {
  const forWhom: Actor = through === "me" ? by : owner;
  const body = {
    Frequency: 1,
    Interval: "Weeks",
    ...bodyOf(said),
    ...(through === "all" && { FromCompanyID: "acme", FromUserID: owner }),
    ...(verb === "Create" && { ID: id }),
  };
  return new Action(
    by,
    ofSubscriptions(through, verb),
    { ...(verb === "Save" && { path: { subscriptionID: id } }), body },
    null,
    (state) => {
      const bar = barred(by, through);
      if (bar !== undefined) return bar;
      const found = find(state, by, through, id);
      if (found !== undefined && verb === "Save") {
        const outcome = refused(said.shipTo !== found.shipTo && saidFinding(said));
        return outcome ?? accepted(() => Object.assign(found, said, { active: true }));
      }
      const isForOther = by !== "seller" && forWhom !== by;
      const outcome = refused(
        isForOther && "Auth.InsufficientRoles",
        state.subscriptions.has(id) && "IdExists",
        saidFinding(said),
      );
      if (outcome !== undefined) return outcome;
      if (!isShopper(forWhom)) return "unsaid";
      return accepted(() =>
        state.subscriptions.set(id, {
          id,
          owner: forWhom,
          active: true,
          done: new Set(),
          tried: new Set(),
          ordered: false,
          cart: newOrder(state, itemsId, forWhom, { subscription: id }),
          ...said,
        }),
      );
    },
    { reaches: "subscriptions" },
  );
};

type Change = Partial<Said> & { readonly active?: boolean };

const alter = (by: Actor, through: Through, id: string, { active, ...said }: Change) =>
  new Action(
    by,
    ofSubscriptions(through, "Patch"),
    { path: { subscriptionID: id }, body: { ...(active !== undefined && { Active: active }), ...bodyOf(said) } },
    null,
    (state) => {
      const bar = barred(by, through);
      if (bar !== undefined) return bar;
      const found = find(state, by, through, id);
      if (found === undefined) return { refused: ["NotFound"] };
      const outcome = refused(said.shipTo !== found.shipTo && saidFinding(said));
      return outcome ?? accepted(() => Object.assign(found, said, active !== undefined && { active }));
    },
    { reaches: "subscriptions" },
  );

const end = (by: Actor, through: Through, id: string) =>
  new Action(by, ofSubscriptions(through, "Delete"), { path: { subscriptionID: id } }, null, (state) => {
    const bar = barred(by, through);
    if (bar !== undefined) return bar;
    if (find(state, by, through, id) === undefined) return { refused: ["NotFound"] };
    return accepted(() => {
      state.subscriptions.delete(id);
      for (const order of state.orders.values()) if (order.subscription === id) order.subscription = null;
    });
  });

/** Under this name what is subscribed to is an order of its own, to which the rules of lines apply. */
const itemsId = "items";

/** What somebody does with items is what they do with the lines of a cart. */
function inSubscription(
  by: Actor,
  through: Through,
  id: string,
  operation: OperationId,
  make: (by: Actor, id: string) => Action,
  next: Action["after"]["next"] = () => [],
): Action {
  const { direction: _, orderID: __, lineItemID, ...path } = make(by, itemsId).input.path ?? {};
  const item: Readonly<Record<string, string>> = lineItemID === undefined ? {} : { subscriptionItemID: lineItemID };
  return new Action(
    by,
    operation,
    { ...make(by, itemsId).input, path: { ...path, ...item, subscriptionID: id } },
    null,
    (state) => {
      const bar = barred(by, through);
      if (bar !== undefined) return bar;
      const found = find(state, by, through, id);
      const empty = newOrder({ ...state }, itemsId, "ann");
      const scratch = { ...state, orders: new Map([[itemsId, found?.cart ?? empty]]) };
      const outcome = make(found?.owner ?? "ann", itemsId).judge(scratch);
      if (found !== undefined) return outcome;
      // Bodies are looked at before anything else is.
      const isOfBody =
        outcome !== "unsaid" && "refused" in outcome && outcome.refused[0] === "LineItem.QuantityMustBePositive";
      return isOfBody ? { refused: ["LineItem.QuantityMustBePositive", "NotFound"] } : { refused: ["NotFound"] };
    },
    { reaches: "subscriptions", next },
  );
}

/** Gives the line of a bundle an ID that others can name. */
const nameBundle =
  (id: string): Action["after"]["next"] =>
  (answer) => {
    const made = (answer as wire.LineItem).ID ?? "";
    return [
      inSubscription("seller", "all", id, ofItems("all", "Patch"), (by) =>
        renameLine(by, itemsId, made, slots.bundleLineId),
      ),
    ];
  };

/** The hourly job. */
export const makeAll = (again: boolean) =>
  new Action(
    "seller",
    again ? "make orders of subscriptions again" : "make orders of subscriptions",
    {},
    null,
    (state) =>
      accepted((answer) =>
        makeOrders(
          state,
          again,
          ({ id }) => {
            const { orders } = (answer as MadeOrders | undefined) ?? { orders: [] };
            const free = state.orders.has(slots.subscribedId(id))
              ? `${slots.subscribedId(id)}-${state.now}`
              : undefined;
            const made = orders.find((one) => one.subscription === id && !state.orders.has(one.id));
            return made ?? { id: free ?? slots.subscribedId(id), payment: "p0" };
          },
          (account) => (accounts[account].allowExceed ? Number.POSITIVE_INFINITY : state.balances[account]),
        ),
      ),
    {
      next: (answer) =>
        (answer as MadeOrders).orders
          .filter(({ id }) => !id.startsWith(slots.subscribedId("")))
          .map(({ id, subscription }) => rename(id, slots.subscribedId(subscription))),
    },
  );

const subscription = fc.constantFrom(...subscriptionIds);
const through = fc.constantFrom<Through>("me", "all");
const due = fc.constantFrom<DueName>("recent", "recent", "earlier", "earlier", "lost");
const said: fc.Arbitrary<Said> = fc.record({
  next: due,
  payment: fc.oneof(way, fc.constant(null)),
  shipTo: fc.constantFrom<PlaceId | null>("home", null, null, "bank"),
});
const change: fc.Arbitrary<Change> = fc.oneof(
  { weight: 3, arbitrary: due.map((next): Change => ({ next })) },
  { weight: 1, arbitrary: fc.boolean().map((active): Change => ({ active })) },
  { weight: 1, arbitrary: way.map((payment): Change => ({ payment })) },
  { weight: 1, arbitrary: fc.constantFrom<PlaceId | null>("home", "bank", null).map((shipTo): Change => ({ shipTo })) },
);

/** Somebody and a subscription: mostly one of theirs, or the seller. */
const onSubscription: fc.Arbitrary<readonly [Actor, Through, string]> = fc
  .tuple(
    subscription,
    fc.nat(9),
    through,
    fc.constantFrom<Actor>("ann", "bob", "mia", "fin", "v0", "supplier", "seller"),
  )
  .map(([id, chance, way, other]) =>
    chance < 4 ? [slots.subscriberOf(id), "me", id] : chance < 7 ? ["seller", "all", id] : [other, way, id],
  );

const items: readonly fc.WeightedArbitrary<Action>[] = [
  {
    weight: 5,
    arbitrary: fc
      .tuple(onSubscription, slots.line, slots.choice, slots.quantity)
      .map(([[by, way, id], line, choice, quantity]) =>
        inSubscription(by, way, id, ofItems(way, "Create"), (owner, cart) =>
          addLine(owner, cart, line, choice, quantity),
        ),
      ),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(onSubscription, slots.line, slots.choice, slots.quantity)
      .map(([[by, way, id], line, choice, quantity]) =>
        inSubscription(by, way, id, ofItems(way, "Save"), (owner, cart) =>
          saveLine(owner, cart, line, choice, quantity),
        ),
      ),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(onSubscription, slots.line, lineChange)
      .map(([[by, way, id], line, one]) =>
        inSubscription(by, way, id, ofItems(way, "Patch"), (owner, cart) => changeLine(owner, cart, line, one)),
      ),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(onSubscription, slots.anyLine)
      .map(([[by, way, id], line]) =>
        inSubscription(by, way, id, ofItems(way, "Delete"), (owner, cart) => removeLine(owner, cart, line)),
      ),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(onSubscription, bundle, wanted)
      .map(([[by, way, id], one, parts]) =>
        inSubscription(
          by,
          way,
          id,
          ofBundles(way, "Create"),
          (owner, cart) => addBundle(owner, cart, one, parts),
          nameBundle(id),
        ),
      ),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(onSubscription, bundle, fc.oneof(slots.anyLine, fc.constant(slots.bundleLineId)))
      .map(([[by, way, id], one, line]) =>
        inSubscription(by, way, id, ofBundles(way, "Delete"), (owner, cart) => removeBundle(owner, cart, one, line)),
      ),
  },
];

/** Somebody subscribes to something, so that sequences get to what comes after it. */
export const subscriptionsBegun: fc.Arbitrary<readonly Action[]> = fc
  .tuple(subscription, slots.choice, fc.integer({ min: 1, max: 4 }), said)
  .map(([id, choice, quantity, how]) => {
    const by = slots.subscriberOf(id);
    return [
      subscribe(by, "me", id, by, how, "Create"),
      inSubscription(by, "me", id, ofItems("me", "Create"), (owner, cart) =>
        addLine(owner, cart, "l0", choice, quantity),
      ),
    ];
  });

/** Orders that repeat. */
export const subscriptionActions: readonly fc.WeightedArbitrary<Action>[] = [
  {
    weight: 2,
    arbitrary: fc
      .tuple(onSubscription, slots.shopper, said, fc.constantFrom("Create", "Save"))
      .map(([[by, way, id], owner, how, verb]) => subscribe(by, way, id, owner, how, verb)),
  },
  { weight: 3, arbitrary: fc.tuple(onSubscription, change).map(([[by, way, id], one]) => alter(by, way, id, one)) },
  { weight: 1, arbitrary: onSubscription.map(([by, way, id]) => end(by, way, id)) },
  { weight: 4, arbitrary: fc.boolean().map(makeAll) },
  ...items,
];
