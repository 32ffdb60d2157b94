import type { KeptMessage } from "@orderwell/contract";
import { messageTypes } from "../../people/index.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { sql } from "../../platform/db/sql.ts";
import type { Delivery, Subscriber } from "../../platform/outbox/delivery.ts";
import { systemActor } from "../../platform/work/actor.ts";
import type { Work } from "../../platform/work/work.ts";
import type { Works } from "../../platform/work/works.ts";

/** Kept messages are deleted after so many days. */
const keptDays = 7;
/** Read at once. */
const mostRead = 100;

/**
 * Keeps messages of marketplaces that are not in production, so that a shop can be developed before anything sends its
 * mail. What is sent holds codes that open accounts; in production nobody but the recipient may read them.
 */
export function developmentMailbox(works: Works): Subscriber<Delivery<(typeof messageTypes)[number]>> {
  const actor = systemActor("development-mailbox");
  return {
    name: "kept-messages",
    types: messageTypes,
    async deliver({ id, marketplaceId, type, payload, announcedAt }) {
      await works.run(marketplaceId, actor, "write", async ({ db }) => {
        if (!(await inDevelopment(db))) return;
        await db.run(sql`
          insert into kept_message (marketplace_id, delivery_id, message_type, recipient, message, announced_at)
          values (${marketplaceId}, ${id}, ${type}, ${payload.Recipient.Username}, ${JSON.stringify(payload)},
            ${announcedAt}) on conflict do nothing`);
      });
    },
  };
}

async function inDevelopment(db: TenantDb): Promise<boolean> {
  const found = await db.row(
    sql`select from marketplace where id = ${db.marketplaceId} and environment <> 'Production'`,
  );
  return found !== undefined;
}

/** The latest kept messages of a marketplace, of one recipient where a username is given. */
export async function readMessages(db: TenantDb, username: string | undefined): Promise<KeptMessage[]> {
  const rows = await db.rows<{ message: { value: Omit<KeptMessage, "DateSent"> }; sent: string }>(sql`
    select message, announced_at as sent from kept_message
    where marketplace_id = ${db.marketplaceId}
      and ${username === undefined ? sql`true` : sql`lower(recipient) = lower(${username})`}
    order by announced_at desc, delivery_id desc limit ${mostRead}`);
  return rows.map(({ message, sent }) => ({ DateSent: sent, ...message.value }));
}

/** Deletes messages that were kept long enough. */
export async function purgeMessages({ db, now }: Work): Promise<void> {
  await db.run(sql`
    delete from kept_message where marketplace_id = ${db.marketplaceId}
      and announced_at < ${now}::timestamptz - make_interval(days => ${keptDays})`);
}
