import type { CommerceRole } from "@orderwell/contract";
import { orderMessageBody } from "../../orders/index.ts";
import type { Message } from "../../people/index.ts";
import type { TenantDb } from "../../platform/db/session.ts";

/** A message with all that it says. */
export interface ComposedMessage extends Omit<Message, "EventBody" | "about"> {
  /** JSON text. */
  readonly eventBody: string;
}

/**
 * Completes a message with what it is about, as that is now; `undefined` once that is gone. Whatever else messages are to be
 * about, such as order returns, is read here.
 */
export async function composed(
  db: TenantDb,
  { EventBody, about, ...message }: Message,
): Promise<ComposedMessage | undefined> {
  if (about === undefined) return { ...message, eventBody: JSON.stringify(EventBody) };
  const viewing = { actor: { userType: userTypeOf(message, db.marketplaceId) } };
  const body = await orderMessageBody(db, about, viewing);
  return body && { ...message, Recipient: { ...message.Recipient, ...body.recipient }, eventBody: body.eventBody };
}

function userTypeOf(
  { BuyerID, Recipient }: Pick<Message, "BuyerID" | "Recipient">,
  marketplaceId: string,
): CommerceRole {
  if (BuyerID !== null) return "Buyer";
  return Recipient.CompanyID === marketplaceId ? "Seller" : "Supplier";
}
