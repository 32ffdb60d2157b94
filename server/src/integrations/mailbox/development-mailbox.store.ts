import type { KeptMessage } from "@orderwell/contract";
import { messageTypes } from "../../people/index.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { sql, tables } from "../../platform/db/sql.ts";
import { parseJson } from "../../platform/json/parse-json.ts";
import type { Delivery, Subscriber } from "../../platform/outbox/delivery.ts";
import { systemActor } from "../../platform/work/actor.ts";
import type { Work } from "../../platform/work/work.ts";
import type { Works } from "../../platform/work/works.ts";
import { composed } from "./composed.ts";

/** Kept messages are deleted after so many days. */
const keptDays = 7;
/** Purpose that messages are sealed for: they hold codes that open accounts. */
const purpose = "kept-message";
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
    wanted: "select from marketplace where id = $1 and environment <> 'Production'",
    async deliver({ id, marketplaceId, type, payload, announcedAt }) {
      await works.run(marketplaceId, actor, "write", async ({ db, services }) => {
        if (!(await inDevelopment(db))) return;
        const said = await composed(db, payload);
        if (said === undefined) return;
        const { eventBody, ...message } = said;
        const kept = { ...message, EventBody: parseJson(eventBody) };
        await db.run(
          tables
            .insertInto("kept_message")
            .values({
              marketplace_id: marketplaceId,
              delivery_id: Number(id),
              message_type: type,
              recipient: payload.Recipient.Username,
              message: JSON.stringify(services.secrets.seal(JSON.stringify(kept), purpose)),
              announced_at: announcedAt,
            })
            .onConflict((conflict) => conflict.doNothing()),
        );
      });
    },
  };
}

async function inDevelopment(db: TenantDb): Promise<boolean> {
  const marketplace = tables.selectFrom("marketplace").select("id").where("id", "=", db.marketplaceId);
  return (await db.row(marketplace.where("environment", "<>", "Production"))) !== undefined;
}

/** The latest kept messages of a marketplace, of one recipient where a username is given. */
export async function readMessages({ db, services }: Work, username: string | undefined): Promise<KeptMessage[]> {
  const kept = tables.selectFrom("kept_message").where("marketplace_id", "=", db.marketplaceId);
  const rows = await db.rows(
    (username === undefined ? kept : kept.where(sql<boolean>`folded_text(recipient) = folded_text(${username})`))
      .select(["message", "announced_at as sent"])
      .orderBy("announced_at", "desc")
      .orderBy("delivery_id", "desc")
      .limit(mostRead),
  );
  return rows.flatMap(({ message, sent }) => {
    const text = services.secrets.open(String(message.value), purpose);
    // One that was sealed with another secret key cannot be read any more.
    return text === undefined ? [] : [{ DateSent: sent, ...(JSON.parse(text) as Omit<KeptMessage, "DateSent">) }];
  });
}

/** Deletes messages that were kept long enough. */
export async function purgeMessages({ db, now }: Work): Promise<void> {
  await db.run(
    tables
      .deleteFrom("kept_message")
      .where("marketplace_id", "=", db.marketplaceId)
      .where("announced_at", "<", sql<string>`${now}::timestamptz - make_interval(days => ${keptDays})`),
  );
}
