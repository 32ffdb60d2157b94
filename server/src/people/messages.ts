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
  "SubscriptionReminder",
  "OrderSubmitted",
  "OrderApproved",
  "OrderDeclined",
  "OrderSubmittedForApproval",
  "OrderSubmittedForYourApproval",
  "OrderSubmittedForYourApprovalHasBeenApproved",
  "OrderSubmittedForYourApprovalHasBeenDeclined",
  "ShipmentCreated",
  "OrderReturnSubmitted",
  "OrderReturnApproved",
  "OrderReturnDeclined",
  "OrderReturnSubmittedForApproval",
  "OrderReturnSubmittedForYourApproval",
  "OrderReturnSubmittedForYourApprovalHasBeenApproved",
  "OrderReturnSubmittedForYourApprovalHasBeenDeclined",
  "OrderReturnCompleted",
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
  /** Absent where it is read when the message is sent. */
  readonly EventBody?: unknown;
  readonly about?: MessageSubject;
}

/** What a message is about, where that may be large, or the same for many: it is read for each when it is sent. */
export interface MessageSubject {
  /** Stored ID of the order, as it was then. */
  readonly order: string;
  /** When it was created: others may get its ID. */
  readonly created?: string;
  /** Stored ID of the shipment. */
  readonly shipment?: string;
  /** Stored ID of the order return. */
  readonly orderReturn?: string;
  /** The recipient is the user whom the order is from: their name and address are the order's. */
  readonly fromUser?: true;
}

/** Messages to one user keep their order. */
const subject = "user/";

type Announcing = Pick<Work, "db" | "announce" | "logId" | "services">;

/**
 * Announces a message to a user, one delivery for each subscriber. Users who are gone or inactive, or whose company is,
 * get none (docs/behaviour/integrations.md §4).
 */
export const announceMessage = (work: Announcing, userKey: number, type: SentType, eventBody: unknown): Promise<void> =>
  send(work, userKey, type, { EventBody: eventBody });

/** The same for a message that says of something what it is by then. */
export const announceMessageAbout = (
  work: Announcing,
  userKey: number,
  type: SentType,
  about: MessageSubject,
): Promise<void> => send(work, userKey, type, { about });

async function send(
  { db, announce, logId, services }: Announcing,
  userKey: number,
  type: SentType,
  said: Pick<Message, "EventBody" | "about">,
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
    ...said,
  };
  await announce(type, `${subject}${userKey}`, message);
}

/** Key of the user whom a message is announced to, from the key of the announcement. */
export const recipientOf = (key: string): number => Number(key.slice(subject.length));
