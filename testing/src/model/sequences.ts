import fc from "fast-check";
import type { Action } from "./action.ts";
import { addLine, cartActions, create } from "./carts.ts";
import { beginShipment, fulfilmentActions } from "./fulfilment.ts";
import { offerActions } from "./offers.ts";
import { pay, paymentActions } from "./paying.ts";
import { progressActions, submit } from "./progress.ts";
import { returnActions } from "./returning.ts";
import * as slots from "./slots.ts";
import { isAdmin } from "./state.ts";

/** A whole checkout, or one up to its submission, so that sequences get to what comes after it. */
const checkout = (order: slots.Slot): fc.Arbitrary<readonly Action[]> =>
  fc
    .tuple(slots.product, slots.product, fc.integer({ min: 1, max: 5 }), fc.boolean(), fc.boolean())
    .map(([one, other, quantity, pays, submits]) => {
      const by = slots.ownerOf(order);
      return [
        create(by, order),
        addLine(by, order, "l0", one, quantity),
        addLine(by, order, "l1", other, 1),
        ...(pays ? [pay(by, order, "p0", { type: "SpendingAccount", account: "budget" }, null)] : []),
        ...(submits ? [submit(by, order)] : []),
      ];
    });

/** What everybody begins with. */
const beginning = fc
  .tuple(...slots.slotIds.map(checkout))
  .map((checkouts) => [...checkouts.flat(), beginShipment("seller", "s0", false)]);

const single = [
  ...cartActions,
  ...offerActions,
  ...paymentActions,
  ...progressActions,
  ...fulfilmentActions,
  ...returnActions,
].map(({ weight, arbitrary }) => ({ weight, arbitrary: arbitrary.map((action): readonly Action[] => [action]) }));

/** A turn: mostly one operation. */
const turn = fc.oneof(...single, { weight: 8, arbitrary: slots.order.chain(checkout) });

/** Administrators may delete what was submitted, and its lines: then nothing tells what it took. */
const hidesWhatWasTaken = ({ by, operation }: Action): boolean =>
  isAdmin(by) && (operation.startsWith("LineItems.") || operation === "Orders.Delete");

/**
 * What several people do one after the other, legal or not.
 *
 * @param length turns at most.
 * @param manner at once: without what would hide afterwards whether all was counted.
 */
export const sequences = (
  length: number,
  manner: "in turns" | "at once" = "in turns",
): fc.Arbitrary<readonly Action[]> =>
  fc
    .tuple(beginning, fc.array(turn, { minLength: 1, maxLength: length, size: "max" }))
    .map(([first, turns]) => [...first, ...turns.flat()])
    .map((actions) => actions.filter((action) => manner === "in turns" || !hidesWhatWasTaken(action)));
