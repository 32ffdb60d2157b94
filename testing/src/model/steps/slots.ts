import fc from "fast-check";
import { type Choice, productIds, products, type SpecId, specIds, specs } from "../market/catalog.ts";
import { clerks, type Shopper, shoppers } from "../market/people.ts";
import { type Actor, subscriptionIds } from "../market/state.ts";

/** IDs that operations name: few, so that they meet. Whose an order is meant to be, though others may make it. */
const owners = { o0: "ann", o1: "bob", o2: "mia", o3: "fin", v0: "v0", v1: "v1" } as const satisfies Record<
  string,
  Actor
>;

export type Slot = keyof typeof owners;
export const slotIds = Object.keys(owners) as Slot[];

/** The order to the supplier that another was forwarded to, as it is renamed. */
export const forwardedId = (id: string): string => `f-${id}`;
/** The order that another was repeated as. */
export const repeatedId = (id: string): string => `x-${id}`;
/** The order that somebody began as their cart. */
export const cartId = (by: Actor): string => `c-${by}`;

/** The order of a subscription, as it is renamed. */
export const subscribedId = (subscription: string): string => `y-${subscription}`;
/** Whose a subscription is meant to be. */
export const subscriberOf = (subscription: string): Shopper => (subscription === "s0" ? "ann" : "mia");

/** Whose an order is meant to be. */
export function ownerOf(id: string): Actor {
  const [prefix, rest] = [id.slice(0, 2), id.slice(2)];
  if (prefix === "f-") return "supplier";
  if (prefix === "x-") return ownerOf(rest);
  if (prefix === "y-") return subscriberOf(rest);
  return prefix === "c-" ? (rest as Actor) : owners[id as Slot];
}

const slot = fc.constantFrom(...slotIds);
export const order: fc.Arbitrary<string> = fc.oneof(
  { weight: 12, arbitrary: slot },
  { weight: 1, arbitrary: slot.map(repeatedId) },
  { weight: 1, arbitrary: fc.constantFrom<Actor>(...shoppers, "v0").map(cartId) },
  { weight: 2, arbitrary: fc.constantFrom(...subscriptionIds).map(subscribedId) },
);
export const lineIds = ["l0", "l1", "l2"];
export const line = fc.constantFrom("l0", "l0", "l1", "l1", "l2");
/** The line of a bundle, as it is renamed. */
export const bundleLineId = "b0";
export const anyLine = fc.constantFrom("l0", "l0", "l0", "l1", "l1", "l2", bundleLineId);
export const payment = fc.constantFrom("p0", "p0", "p1");
export const shipment = fc.constantFrom("s0", "s1");
export const record = fc.constantFrom("north", "north", "south", null, "nowhere");

/** Options that are there and some that are not, none among them. */
const options = fc.record(
  Object.fromEntries(specIds.map((id) => [id, fc.constantFrom(null, ...Object.keys(specs[id].options))])) as Record<
    SpecId,
    fc.Arbitrary<string | null>
  >,
);

/** A product with what is chosen of it: mostly what there is. */
export const choice: fc.Arbitrary<Choice> = fc
  .tuple(fc.constantFrom(...productIds), options, record, fc.nat(9))
  .map(([product, chosen, kept, chance]) => ({
    product,
    options: Object.fromEntries(
      Object.entries(chosen).flatMap(([spec, option]) => {
        const isOwn = products[product].specs.includes(spec as SpecId);
        if (chance === 0 && isOwn) return [[spec, "none"]];
        return option !== null && (isOwn || chance === 1) ? [[spec, option]] : [];
      }),
    ),
    record: products[product].kept === "in records" ? kept : null,
  }));
/** What the supplier sells, mostly. */
export const supplied: fc.Arbitrary<Choice> = choice.map((one) =>
  products[one.product].supplier ? one : { product: "coat", options: { size: "m" }, record: null },
);
export const quantity = fc.oneof(
  { weight: 9, arbitrary: fc.integer({ min: 1, max: 6 }) },
  { weight: 1, arbitrary: fc.constantFrom(0, 9, 30) },
);

export const shopper = fc.constantFrom<Shopper>(...shoppers);
const anybody = fc.constantFrom<Actor>(...shoppers, "v0", "supplier", "mia", "seller");

/** Somebody and an order: mostly whose it is, or the seller. */
const about = <Id extends string>(
  ids: fc.Arbitrary<Id>,
  owner: (id: Id) => Actor = ownerOf,
): fc.Arbitrary<[Actor, Id]> =>
  fc
    .tuple(ids, fc.nat(9), anybody)
    .map(([id, chance, other]) => [chance < 5 ? owner(id) : chance < 8 ? "seller" : other, id]);

export const onOrder = about(order);

export const anyOrder: fc.Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: order },
  { weight: 1, arbitrary: order.map(forwardedId) },
);
export const onAnyOrder = about(anyOrder);

/** Orders of whom a service serves. */
export const onServed = about(fc.constantFrom("o1", "o1", "o1", "c-bob", "x-o1", "o0"));

/** Who decides about an order that waits. */
export const decision = fc.tuple(
  fc.constantFrom<Actor>("mia", "mia", "fin", "fin", "fin", "ann", "seller", "supplier"),
  anyOrder,
);

/** Who is asked about returns. */
export const clerk = fc.constantFrom<Actor>(...clerks, "eva");

const returned = { r0: "o0", r1: "v0", r2: "o2" } as const satisfies Record<string, Slot>;

/** Somebody and a return, with the order that it is meant for. */
export const onReturn = about(fc.constantFrom("r0", "r1", "r2"), (id) => ownerOf(returned[id])).map(
  ([by, id]): readonly [Actor, string, Slot] => [by, id, returned[id]],
);
