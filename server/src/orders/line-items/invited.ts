import type { Caller } from "../../platform/access/caller.ts";
import { apiError, idExists, notFound } from "../../platform/errors/api-error.ts";
import { sameId } from "../../platform/ids.ts";
import type { Order } from "../aggregate/order.ts";
import type { LineBody } from "./draft.ts";

type Opened = Order<"lines">;

interface As {
  readonly actor: Pick<Caller, "invitationId">;
}

/**
 * Refuses whoever is invited to an order once it is no cart any more (docs/behaviour/orders.md §16).
 *
 * @throws ApiError GroupOrder.CannotModifySubmittedOrder
 */
export function checkInvited<One extends Opened>({ actor }: As, order: One): One {
  if (actor.invitationId !== null && order.head.Status !== "Unsubmitted")
    throw apiError("GroupOrder.CannotModifySubmittedOrder");
  return order;
}

/** The same where it is about a line that is there: of others' nothing is there. @throws ApiError NotFound (LineItem) */
export function checkInvitedTo<One extends Opened>(as: As, order: One, lineId: string): One {
  const { invitationId } = as.actor;
  const line = order.lines.find(({ ID }) => sameId(ID, lineId));
  if (invitationId !== null && line?.InvitationID !== invitationId) throw notFound("LineItem", lineId);
  return checkInvited(as, order);
}

/**
 * The body as far as it counts: whoever is invited says what they want, not where it goes and what it costs.
 *
 * @param order where a line is replaced, so that the rest of it stays.
 */
export function bodyOf<Body extends LineBody>({ actor }: As, body: Body, order?: Opened, lineId?: string): Body {
  if (actor.invitationId === null) return body;
  const { ShippingAddressID: _, ShipFromAddressID: __, InventoryRecordID: ___, UnitPrice: ____, ...own } = body;
  const before = order?.lines.find(({ ID }) => sameId(ID, lineId));
  if (before === undefined) return own as Body;
  const { ShippingAddressID, InventoryRecordID } = before;
  return { ...own, ShippingAddressID, InventoryRecordID } as Body;
}

/** The same where it is about a line that may be there. @throws ApiError IdExists (LineItem) where it is another's */
export function checkInvitedToFill<One extends Opened>({ actor }: As, order: One, lineId: string): One {
  const { invitationId } = actor;
  const line = order.lines.find(({ ID }) => sameId(ID, lineId));
  if (invitationId !== null && line !== undefined && line.InvitationID !== invitationId)
    throw idExists("LineItem", lineId);
  return order;
}
