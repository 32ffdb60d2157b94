import type { MessageType, User } from "@orderwell/contract";
import { plain, type Row } from "../../platform/db/json.ts";
import { sql } from "../../platform/db/sql.ts";
import type { AnyCall } from "../../platform/operation/call.ts";
import { userTable } from "./users/store.ts";

/** Types of messages about how to get in; each is announced under its own name. */
export const credentialMessages = [
  "ForgottenPassword",
  "ForgottenUsername",
  "NewUserInvitation",
  "OneTimePassword",
] as const satisfies readonly MessageType[];

/** A message as it waits in the outbox: what is the same whoever sends it (spec: integrations §4). */
export interface Message {
  readonly MessageType: MessageType;
  /** Null unless the recipient is a buyer's. */
  readonly BuyerID: string | null;
  readonly Recipient: User;
  readonly EventBody: unknown;
}

/** Announces a message to a user, one delivery for each subscriber. Users who are gone get none. */
export async function announceMessage(
  { db, announce }: Pick<AnyCall, "db" | "announce">,
  userKey: number,
  type: MessageType,
  eventBody: unknown,
): Promise<void> {
  const row = await db.row<{ user_buyer_id: string | null }>(sql`
    select ${userTable.select}, t.buyer_id as user_buyer_id from app_user t
    where t.marketplace_id = ${db.marketplaceId} and t.key = ${userKey} for no key update of t`);
  if (row === undefined) return;
  const { user_buyer_id: buyerId, ...recipient } = row;
  const message: Message = {
    MessageType: type,
    BuyerID: buyerId,
    Recipient: { ...plain<User>(recipient as unknown as Row<User>), Password: null },
    EventBody: eventBody,
  };
  await announce(type, `user/${userKey}`, message);
}
