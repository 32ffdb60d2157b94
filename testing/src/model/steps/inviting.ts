import type { wire } from "@orderwell/contract";
import fc from "fast-check";
import type { Choice } from "../market/catalog.ts";
import { isShopper } from "../market/people.ts";
import { type Actor, type Guest, guests, type Invitation, type Order, type State } from "../market/state.ts";
import { Action, accepted, isOrder, type Outcome, ofOrder, seen, unseen } from "./action.ts";
import { addLine, bodyOf, type Change, changeUnsold, change as lineChange, patchBody } from "./lines.ts";
import { removeLine } from "./removing-lines.ts";
import * as slots from "./slots.ts";

const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString();

/** Whom the platform lets invite at all. */
function mayInvite(by: Actor): Outcome | undefined {
  if (by === "supplier") return { refused: ["Auth.InsufficientRoles"] };
  if (by === "seller") return { refused: ["Auth.UserNotAuthorizedToAdmin"] };
  return isShopper(by) ? undefined : { refused: ["Auth.AnonUserProhibited"] };
}

/** The order of an invitation, which is its user's own cart. */
function toInvite(state: State, by: Actor, id: string): Order | Outcome {
  const order = seen(state, by, id);
  // Whoever is asked about an order sees it.
  if (order === undefined) {
    const outcome = unseen(state, by, id);
    return outcome !== "unsaid" && "refused" in outcome && outcome.refused.length > 1
      ? { refused: ["NotFound", "GroupOrder.CannotModify"] }
      : outcome;
  }
  if (order.owner !== by) return { refused: ["GroupOrder.CannotModify"] };
  return order.status === "Unsubmitted" ? order : { refused: ["GroupOrder.CannotModifySubmittedOrder"] };
}

export const invite = (by: Actor, guest: Guest, id: string) =>
  new Action(
    by,
    "Me.CreateGroupOrderInvitation",
    { body: { OrderID: id, ExpirationDate: inDays(7) } },
    id,
    (state) => {
      const may = mayInvite(by);
      if (may !== undefined) return may;
      // Those of before would have no name any more.
      if (state.invitations.has(guest)) return "unsaid";
      const order = toInvite(state, by, id);
      if (!isOrder(order)) return order;
      return accepted((answer) => {
        const made = (answer as wire.GroupOrderInvitation | undefined)?.ID ?? `made-${++state.now}`;
        state.invitations.set(guest, { id: made, order: id, name: null });
      });
    },
    { names: (answer) => [[guest, (answer as wire.GroupOrderInvitation).ID ?? ""]] },
  );

/** An invitation of the actor's own. */
function ownInvitation(state: State, by: Actor, guest: Guest): Invitation | Outcome {
  const may = mayInvite(by);
  if (may !== undefined) return may;
  const found = state.invitations.get(guest);
  return found !== undefined && state.orders.get(found.order)?.owner === by ? found : { refused: ["NotFound"] };
}

const isInvitation = (found: Invitation | Outcome): found is Invitation =>
  typeof found === "object" && "order" in found;

const rename = (by: Actor, guest: Guest, name: string) =>
  new Action(
    by,
    "Me.PatchGroupOrderInvitation",
    { path: { invitationID: guest }, body: { Name: name } },
    ({ invitations }) => invitations.get(guest)?.order ?? null,
    (state) => {
      const found = ownInvitation(state, by, guest);
      if (!isInvitation(found)) return found;
      const order = toInvite(state, by, found.order);
      if (!isOrder(order)) return order;
      return accepted(() => {
        found.name = name;
      });
    },
  );

const withdraw = (by: Actor, guest: Guest) =>
  new Action(
    by,
    "Me.DeleteGroupOrderInvitation",
    { path: { invitationID: guest } },
    ({ invitations }) => invitations.get(guest)?.order ?? null,
    (state) => {
      const found = ownInvitation(state, by, guest);
      if (!isInvitation(found)) return found;
      if (state.orders.get(found.order)?.lines.some(({ invitation }) => invitation === found.id))
        return { refused: ["GroupOrder.CannotDeleteWithLineItems"] };
      return accepted(() => state.invitations.delete(guest));
    },
  );

/** Somebody follows an invitation, through the token that they have. */
export const enter = (by: Actor, guest: Guest) =>
  new Action(
    by,
    "GroupOrders.GetToken",
    { path: { invitationID: guest } },
    ({ invitations }) => invitations.get(guest)?.order ?? null,
    (state) => {
      const found = state.invitations.get(guest);
      if (found === undefined) return { refused: ["NotFound"] };
      return accepted(() => state.guests.set(guest, found.id));
    },
    { names: (answer) => [[`token ${guest}`, String((answer as wire.AccessToken).access_token)]] },
  );

/** The cart that a guest fills. */
function toFill(state: State, guest: Guest, id: string): { order: Order; invitation: string } | Outcome {
  const invitation = state.guests.get(guest);
  if (invitation === undefined) return "unsaid";
  const found = state.invitations.get(guest);
  if (found?.id !== invitation) return { refused: ["InvalidToken"] };
  const order = found.order === id ? state.orders.get(id) : undefined;
  return order === undefined ? { refused: ["NotFound"] } : { order, invitation };
}

/** Guests say nothing of records. */
const plain = ({ product, options }: Choice): Choice => ({ product, options, record: null });

const isCart = ({ status }: Order): boolean => status === "Unsubmitted";
const isNoCart: Outcome = { refused: ["GroupOrder.CannotModifySubmittedOrder"] };

export const bring = (guest: Guest, id: string, line: string, said: Choice, quantity: number) =>
  new Action(
    guest,
    "LineItems.Create",
    { path: ofOrder(id), body: { ID: line, Quantity: quantity, ...bodyOf(said) } },
    id,
    (state) => {
      const fill = toFill(state, guest, id);
      if (fill === "unsaid" || !("order" in fill)) return quantity < 1 ? "unsaid" : fill;
      const { order, invitation } = fill;
      const outcome = addLine(order.owner, id, line, plain(said), quantity).judge(state);
      if (quantity < 1) return outcome;
      if (!isCart(order)) return isNoCart;
      if (outcome === "unsaid" || "refused" in outcome) return outcome;
      return accepted(() => {
        outcome.accepted();
        for (const one of order.lines) if (one.id === line) one.invitation = invitation;
      });
    },
  );

/** Writes a line of the guest's whole, or brings it: where it goes and where it comes from stays. */
const replace = (guest: Guest, id: string, line: string, said: Choice, quantity: number) =>
  new Action(
    guest,
    "LineItems.Save",
    { path: ofOrder(id, { lineItemID: line }), body: { Quantity: quantity, ...bodyOf(said) } },
    id,
    (state) => {
      const fill = toFill(state, guest, id);
      if (fill === "unsaid" || !("order" in fill)) return quantity < 1 ? "unsaid" : fill;
      const { order, invitation } = fill;
      const found = order.lines.find((one) => one.id === line);
      if (found === undefined || quantity < 1) return bring(guest, id, line, said, quantity).judge(state);
      if (found.invitation !== invitation)
        return { refused: ["IdExists", ...(isCart(order) ? [] : ["GroupOrder.CannotModifySubmittedOrder"])] };
      if (!isCart(order)) return isNoCart;
      if (found.product !== said.product) return { refused: ["LineItem.CannotChangeProductID"] };
      return changeUnsold(state, order, found, { quantity, options: said.options });
    },
  );

/** What a guest does with a line: others' are nowhere. */
const withOwn = (
  guest: Guest,
  id: string,
  line: string,
  judge: (state: State, order: Order) => Outcome,
): Action["judge"] => {
  return (state) => {
    const fill = toFill(state, guest, id);
    if (fill === "unsaid" || !("order" in fill)) return fill;
    const { order, invitation } = fill;
    const found = order.lines.find((one) => one.id === line);
    if (found?.invitation !== invitation) return { refused: ["NotFound"] };
    return isCart(order) ? judge(state, order) : isNoCart;
  };
};

const alter = (guest: Guest, id: string, line: string, { quantity, options }: Change) => {
  const own = withOwn(guest, id, line, (state, order) => {
    const found = order.lines.find((one) => one.id === line);
    return found === undefined ? "unsaid" : changeUnsold(state, order, found, { quantity, options });
  });
  return new Action(
    guest,
    "LineItems.Patch",
    { path: ofOrder(id, { lineItemID: line }), body: patchBody({ quantity, options }) },
    id,
    (state) => (quantity !== undefined && quantity < 1 ? "unsaid" : own(state)),
  );
};

const takeBack = (guest: Guest, id: string, line: string) =>
  new Action(
    guest,
    "LineItems.Delete",
    { path: ofOrder(id, { lineItemID: line }) },
    id,
    withOwn(guest, id, line, (state, { owner }) => removeLine(owner, id, line).judge(state)),
  );

const guest = fc.constantFrom(...guests);
/** Whose order is not a visitor's, mostly. */
const groupOrder = fc.constantFrom("o0", "o0", "o1", "o2", "v0");
const guestOrder = fc.tuple(guest, groupOrder);
const inviter = fc.tuple(slots.onOrder, guest);

/** Somebody invites, and whoever is invited brings something, so that sequences get to what comes after it. */
export const groupOrders: fc.Arbitrary<readonly Action[]> = fc
  .tuple(guest, fc.constantFrom("o0", "o1", "o2", "o3"), slots.line, slots.choice, fc.integer({ min: 1, max: 3 }))
  .map(([one, id, line, choice, quantity]) => {
    const by = slots.ownerOf(id);
    return [invite(by, one, id), enter("v1", one), bring(one, id, line, choice, quantity)];
  });

/** Orders that several people fill. */
export const invitationActions: readonly fc.WeightedArbitrary<Action>[] = [
  { weight: 2, arbitrary: inviter.map(([[by, id], one]) => invite(by, one, id)) },
  {
    weight: 1,
    arbitrary: fc.tuple(inviter, fc.constantFrom("Cy", "Di")).map(([[[by], one], name]) => rename(by, one, name)),
  },
  { weight: 1, arbitrary: inviter.map(([[by], one]) => withdraw(by, one)) },
  { weight: 2, arbitrary: inviter.map(([[by], one]) => enter(by, one)) },
  {
    weight: 4,
    arbitrary: fc
      .tuple(guestOrder, slots.line, slots.choice, slots.quantity)
      .map(([[one, id], line, choice, quantity]) => bring(one, id, line, choice, quantity)),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(guestOrder, slots.line, slots.choice, slots.quantity)
      .map(([[one, id], line, choice, quantity]) => replace(one, id, line, choice, quantity)),
  },
  {
    weight: 3,
    arbitrary: fc.tuple(guestOrder, slots.line, lineChange).map(([[one, id], line, to]) => alter(one, id, line, to)),
  },
  { weight: 2, arbitrary: fc.tuple(guestOrder, slots.line).map(([[one, id], line]) => takeBack(one, id, line)) },
];
