import fc from "fast-check";
import { served } from "./market/service.ts";
import { initialState, isAdmin, type State } from "./market/state.ts";
import { type Action, follow, type Outcome } from "./steps/action.ts";
import { addressActions } from "./steps/addressing.ts";
import { bundleActions } from "./steps/bundling.ts";
import { cartActions } from "./steps/carts.ts";
import { calculateOrder, choose, estimate, estimateActions } from "./steps/estimating.ts";
import { forwardingActions } from "./steps/forwarding.ts";
import { beginShipment, fulfilmentActions } from "./steps/fulfilment.ts";
import { groupOrders, invitationActions } from "./steps/inviting.ts";
import { addLine, lineActions } from "./steps/lines.ts";
import { offerActions } from "./steps/offers.ts";
import { create, orderActions } from "./steps/orders.ts";
import { pay, paymentActions } from "./steps/paying.ts";
import { progressActions, submit } from "./steps/progress.ts";
import { refundActions } from "./steps/refunding.ts";
import { removalActions } from "./steps/removing-lines.ts";
import { repeatActions } from "./steps/repeating.ts";
import { returnActions, wholeReturn } from "./steps/returning.ts";
import * as slots from "./steps/slots.ts";
import { subscriptionActions, subscriptionsBegun } from "./steps/subscribing.ts";
import { transactionActions } from "./steps/transactions.ts";

/** A whole checkout, or one up to its submission, so that sequences get to what comes after it. */
const checkout = (order: string): fc.Arbitrary<readonly Action[]> =>
  fc
    .tuple(slots.choice, slots.choice, fc.integer({ min: 1, max: 5 }), fc.boolean(), fc.boolean())
    .map(([one, other, quantity, pays, submits]) => {
      const by = slots.ownerOf(order);
      return [
        create(by, order),
        addLine(by, order, "l0", one, quantity),
        addLine(by, order, "l1", other, 1),
        ...(pays ? [pay(by, order, "p0", { type: "SpendingAccount", account: "budget" }, null)] : []),
        ...(by === served ? [estimate(by, order), choose(by, order, "slow"), calculateOrder(by, order)] : []),
        ...(submits ? [submit(by, order)] : []),
      ];
    });

/** The same with the supplier, of what it sells. */
const directCheckout = (order: string): fc.Arbitrary<readonly Action[]> =>
  fc.tuple(slots.supplied, fc.integer({ min: 1, max: 3 })).map(([choice, quantity]) => {
    const by = slots.ownerOf(order);
    return [create(by, order, true), addLine(by, order, "l0", choice, quantity), submit(by, order)];
  });

/** What everybody begins with. */
const beginning = fc
  .tuple(...slots.slotIds.map(checkout))
  .map((checkouts) => [...checkouts.flat(), beginShipment("seller", "s0", false)]);

/** Operations by themselves, and what brings sequences to what comes after it. */
const weighted: readonly fc.WeightedArbitrary<readonly Action[]>[] = [
  ...[
    ...orderActions,
    ...cartActions,
    ...lineActions,
    ...removalActions,
    ...bundleActions,
    ...offerActions,
    ...paymentActions,
    ...transactionActions,
    ...addressActions,
    ...invitationActions,
    ...subscriptionActions,
    ...estimateActions,
    ...progressActions,
    ...forwardingActions,
    ...fulfilmentActions,
    ...repeatActions,
    ...returnActions,
    ...refundActions,
  ].map(({ weight, arbitrary }) => ({ weight, arbitrary: arbitrary.map((action): readonly Action[] => [action]) })),
  { weight: 4, arbitrary: slots.order.chain(checkout) },
  { weight: 3, arbitrary: slots.order.chain(directCheckout) },
  { weight: 4, arbitrary: wholeReturn },
  { weight: 4, arbitrary: groupOrders },
  { weight: 4, arbitrary: subscriptionsBegun },
];
/** Turns of one sequence: about half of what there is, so that those of one kind come often enough to build on each other. */
const turnsOfOne: fc.Arbitrary<fc.Arbitrary<readonly Action[]>> = fc
  .array(fc.boolean(), { minLength: weighted.length, maxLength: weighted.length })
  .map((isIn) => {
    const some = weighted.filter((_, at) => isIn[at]);
    return fc.oneof(...(some.length > 0 ? some : weighted));
  });

/** Everything that anybody does, by itself. */
export const turns: readonly fc.Arbitrary<readonly Action[]>[] = weighted.map(({ arbitrary }) => arbitrary);

/**
 * Administrators may delete what was submitted, and its lines: then nothing tells what it took. Of a subscription nothing
 * tells afterwards how many dates it had.
 */
const hidesWhatWasTaken = ({ by, operation }: Action): boolean =>
  (isAdmin(by) && /^(Bundle)?LineItems\.|^Orders\.Delete$/.test(operation)) ||
  /^(Subscriptions\.|Me\.)(Save|Patch|Delete)(Subscription)?$/.test(operation);

/** Refusals that say little of the rules of orders. */
const plain = ["NotFound", "IdExists", "Auth.InsufficientRoles", "Auth.AnonUserProhibited"];

/** Turns that one is chosen from. */
const choice = 12;

/**
 * Sequences of what several people do, legal or not, chosen along with the model: of several turns that come to mind one is
 * taken that has not come to the same before, so that every rule has its turn. They are made smaller by leaving parts out.
 */
class Sequences extends fc.Arbitrary<readonly Action[]> {
  readonly #length: number;
  readonly #without: (action: Action) => boolean;

  constructor(length: number, without: (action: Action) => boolean) {
    super();
    this.#length = length;
    this.#without = without;
  }

  override generate(random: fc.Random): fc.Value<readonly Action[]> {
    const state = initialState();
    const counts = new Map<string, number>();
    const actions: Action[] = [];
    const take = (taken: readonly Action[]): void => {
      for (const action of taken) {
        if (this.#without(action)) continue;
        actions.push(action);
        const outcome = action.judge(state);
        const key = comesTo(state, action, outcome);
        counts.set(key, (counts.get(key) ?? 0) + 1);
        if (outcome !== "unsaid" && "accepted" in outcome) follow(state, action, outcome.accepted);
      }
    };
    const turn = turnsOfOne.generate(random, undefined).value;
    take(beginning.generate(random, undefined).value);
    for (let turns = 0; turns < this.#length; turns++) {
      const found = Array.from({ length: choice }, () => turn.generate(random, undefined).value);
      const rarity = (turnTaken: readonly Action[]): number => {
        const [first] = turnTaken;
        if (first === undefined || this.#without(first)) return Number.POSITIVE_INFINITY;
        const outcome = first.judge(state);
        if (outcome === "unsaid") return Number.POSITIVE_INFINITY;
        const isPlain = "refused" in outcome && plain.includes(outcome.refused[0] ?? "");
        return (
          (counts.get(comesTo(state, first, outcome)) ?? 0) * 2 + (isPlain ? 9 : 0) + ("refused" in outcome ? 1 : 0)
        );
      };
      take(found.reduce((best, one) => (rarity(one) < rarity(best) ? one : best)));
    }
    return new fc.Value(actions, undefined);
  }

  override canShrinkWithoutContext(value: unknown): value is readonly Action[] {
    return Array.isArray(value);
  }

  override shrink(actions: readonly Action[]): fc.Stream<fc.Value<readonly Action[]>> {
    return fc.stream(withoutParts(actions)).map((some) => new fc.Value(some, undefined));
  }
}

/** What a step is about, as far as rules go: the operation, the status that it meets, and what it comes to. */
const comesTo = (state: State, { operation, about }: Action, outcome: Outcome): string => {
  const order = about(state);
  const status = order === null ? "" : state.orders.get(order)?.status;
  const code = outcome === "unsaid" ? "" : "refused" in outcome ? outcome.refused[0] : "accepted";
  return `${operation} ${status} ${code}`;
};

/** The sequence without its end, or without some steps of it: many first, one in the end. */
function* withoutParts(actions: readonly Action[]): Generator<readonly Action[]> {
  for (let size = actions.length >> 1; size > 0; size >>= 1)
    for (let end = actions.length; end > 0; end -= size)
      yield [...actions.slice(0, Math.max(0, end - size)), ...actions.slice(end)];
}

/**
 * @param length turns beyond the first orders.
 * @param manner at once: without what would hide afterwards whether all was counted.
 */
export const sequences = (
  length: number,
  manner: "in turns" | "at once" = "in turns",
): fc.Arbitrary<readonly Action[]> => new Sequences(length, manner === "in turns" ? () => false : hidesWhatWasTaken);
