import type { MessageType, User } from "@orderwell/contract";
import { plain, type Row } from "../platform/db/json.ts";
import { sql } from "../platform/db/sql.ts";
import type { Work } from "../platform/work/work.ts";

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
  // The user is locked, so that what is announced about them keeps its order; in a statement of its own, since Citus
  // locks no row that is read with subqueries.
  const [, row] = await Promise.all([
    db.run(sql`select from app_user where marketplace_id = ${db.marketplaceId} and key = ${userKey} for no key update`),
    db.row<{ user_buyer_id: string | null; environment: string }>(sql`
      select ${services.people.users.select}, t.buyer_id as user_buyer_id,
        (select m.environment from marketplace m where m.id = t.marketplace_id) as environment
      from app_user t
      where t.marketplace_id = ${db.marketplaceId} and t.key = ${userKey} and t.active
        and not exists (select from buyer b
          where b.marketplace_id = t.marketplace_id and b.id = t.buyer_id and not b.active)
        and not exists (select from supplier s
          where s.marketplace_id = t.marketplace_id and s.id = t.supplier_id and not s.active)`),
  ]);
  if (row === undefined) return;
  const { user_buyer_id: buyerId, environment, ...recipient } = row;
  const message: Message = {
    OcLogIdHeader: logId,
    Environment: environment,
    MessageType: type,
    BuyerID: buyerId,
    Recipient: { ...plain<User>(recipient as unknown as Row<User>), Password: null },
    EventBody: eventBody,
  };
  await announce(type, `user/${userKey}`, message);
}
