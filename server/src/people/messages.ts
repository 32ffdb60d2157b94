import type { MessageType, User } from "@orderwell/contract";
import { plain } from "../platform/db/json.ts";
import type { Work } from "../platform/work/work.ts";
import { lockRecipient } from "./messages.store.ts";

/** Types of messages that are sent so far; each is announced under its own name. */
export const messageTypes = [
  "ForgottenPassword",
  "ForgottenUsername",
  "NewUserInvitation",
  "OneTimePassword",
  "ProductCollectionInvitationAccepted",
  "ProductCollectionInvitationDeclined",
] as const satisfies readonly MessageType[];

type SentType = (typeof messageTypes)[number];

declare module "../platform/outbox/announcements.ts" {
  interface Announcements extends Record<SentType, Message> {}
}

/** A message as it waits in the outbox: what is the same whoever sends it (docs/behaviour/integrations.md §4). */
export interface Message {
  /** Names the request that caused the message. */
  readonly OcLogIdHeader: string;
  readonly Environment: string;
  readonly MessageType: MessageType;
  /** Null unless the recipient is a buyer's. */
  readonly BuyerID: string | null;
  readonly Recipient: User;
  readonly EventBody: unknown;
}

/** Messages to one user keep their order. */
const subject = "user/";

/**
 * Announces a message to a user, one delivery for each subscriber. Users who are gone or inactive, or whose company is,
 * get none (docs/behaviour/integrations.md §4).
 */
export async function announceMessage(
  { db, announce, logId, services }: Pick<Work, "db" | "announce" | "logId" | "services">,
  userKey: number,
  type: SentType,
  eventBody: unknown,
): Promise<void> {
  const row = await lockRecipient(db, services.people, userKey);
  if (row === undefined) return;
  const { buyerId, environment, user } = row;
  const message: Message = {
    OcLogIdHeader: logId,
    Environment: environment,
    MessageType: type,
    BuyerID: buyerId,
    Recipient: { ...plain<User>(user), Password: null },
    EventBody: eventBody,
  };
  await announce(type, `${subject}${userKey}`, message);
}

/** Key of the user whom a message is announced to, from the key of the announcement. */
export const recipientOf = (key: string): number => Number(key.slice(subject.length));
