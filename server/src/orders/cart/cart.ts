import { apiError, idExists } from "../../platform/errors/api-error.ts";
import { isDuplicate } from "../../platform/errors/violations.ts";
import type { UserWork } from "../../platform/work/work.ts";
import type { Around } from "../aggregate/around.store.ts";
import { openHeld } from "../aggregate/held.store.ts";
import { isThere, open } from "../aggregate/open.store.ts";
import { type Order, type Part, withHead } from "../aggregate/order.ts";
import { cartOf } from "../aggregate/which.store.ts";
import { store } from "../aggregate/write.store.ts";
import { newCart } from "../order/create.ts";
import { findCartOwner, knownCartOwner, unchooseCarts } from "./cart.store.ts";

/**
 * What a request is about that fills or changes the caller's cart and may share a transaction: no two callers have the same.
 * Undefined for an invitation, which acts on the order of somebody else.
 */
export const whoseCart = ({ actor }: Pick<UserWork, "actor">): string | undefined =>
  actor.invitationId === null ? `cart ${actor.anonymousOrderId ?? actor.userKey}` : undefined;

/** The caller's cart to be read, if they have one. */
export const findCart = <Parts extends Part = never>(
  work: UserWork,
  ...parts: readonly Parts[]
): Promise<Order<Parts> | undefined> => open(work, cartOf(work.actor), { with: parts });

/** The caller's cart to be changed, if they have one. */
export async function lockCart<Parts extends Part = never>(
  work: UserWork,
  parts: readonly Parts[],
  around?: Around,
): Promise<Order<Parts> | undefined> {
  const options = { lock: true, with: parts, around };
  // The one that was the cart may have been submitted while this waited for it; then the next one is.
  return (await open(work, cartOf(work.actor), options)) ?? open(work, cartOf(work.actor), options);
}

/**
 * The caller's cart to be changed, on which operations on carts act (docs/behaviour/orders.md §11): an order that is new,
 * and not stored yet, when there is none.
 *
 * First writes that come at the same time wait for each other, so that they fill one order.
 *
 * @param around as `OpenOptions` has it.
 */
export async function cartToFill(work: UserWork, around?: Around): Promise<Order<"lines">> {
  const which = cartOf(work.actor);
  const options = { lock: true, with: ["lines"], around } as const;
  const { db } = work;
  const { anonymousOrderId } = work.actor;
  // A guest whose cart is not held has none yet, nearly always: that is seen along with who they are.
  const found = anonymousOrderId === null ? await open(work, which, options) : openHeld(work, which, options);
  if (found !== undefined) return found;
  // To open what is not there takes a database longer than all else here together.
  const begun = () => isThere(work, which).then((there) => (there ? open(work, which, options) : undefined));
  const { heldOrders } = work.services;
  const isKnown = db.again || db.distributed || heldOrders.isElsewhere(db, anonymousOrderId);
  // Those who know the guest do not wait for those who do not: whoever comes second fills the cart that is there then.
  if (anonymousOrderId !== null) db.doAgainAfter((error, attempt) => isDuplicate(error) && attempt < 3);
  const known = isKnown ? undefined : knownCartOwner(work);
  if (known !== undefined) return newCart(work, known, anonymousOrderId);
  const [owner, existing] = await Promise.all([findCartOwner(work), isKnown ? open(work, which, options) : begun()]);
  if (existing !== undefined) {
    heldOrders.foundElsewhere(db, anonymousOrderId);
    return existing;
  }
  // They were deleted since their token was looked at.
  if (owner === undefined) throw apiError("InvalidToken");
  // Of what was submitted, nobody makes a cart again.
  if (owner.orderId !== null) throw idExists("Order", owner.orderId);
  return newCart(work, owner.user, owner.takenOver ? null : anonymousOrderId);
}

/** Makes an order the cart in place of whichever was chosen before. */
export function chooseCart(work: UserWork, order: Order): void {
  unchooseCarts(work.db, work.actor.userKey);
  store(work, withHead(order, { chosen_cart: false }), withHead(order, { chosen_cart: true }));
}
