import type { MessageSenderAssignment } from "@orderwell/contract";
import { AssignmentTable, type Party } from "../../parties/index.ts";
import { Table } from "../../platform/crud/table.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { idIs, type RawBuilder, refersTo, sql, tables } from "../../platform/db/sql.ts";

export const messageSenderTable = new Table("message_sender", "MessageSender");

const senderOf = (property: "name" | "description") => sql<
  string | null
>`(select s.${sql.ref(property)} from message_sender s
  where s.marketplace_id = t.marketplace_id and s.id = t.message_sender_id)`;

export const messageSenderAssignments = new AssignmentTable<MessageSenderAssignment>("message_sender_assignment", {
  levels: ["Company", "Group"],
  company: "any",
  select: {
    MessageSenderID: sql`t.message_sender_id`,
    MessageConfigName: senderOf("name"),
    MessageConfigDescription: senderOf("description"),
  },
  key: sql`marketplace_id, message_sender_id, coalesce(buyer_id, ''), coalesce(supplier_id, ''), coalesce(group_key, 0)`,
});

/** The condition that an assignment is of a sender, over the alias `t`. */
export const ofSender = (marketplaceId: string, id: string): RawBuilder<boolean> =>
  refersTo("t.message_sender_id", marketplaceId, "message_sender", id);

/** The stored ID of a sender and the roles it adds; `undefined` when there is none of that ID. */
export async function findSender(
  db: TenantDb,
  id: string,
): Promise<{ readonly id: string; readonly roles: readonly string[] } | undefined> {
  const senders = tables.selectFrom("message_sender").select(["id", "elevated_roles as roles"]);
  const found = await db.row(senders.where("marketplace_id", "=", db.marketplaceId).where(idIs("id", id)));
  return found && { id: found.id, roles: found.roles.value as string[] };
}

/** The key of a sender's assignment to a party; `undefined` where it is not assigned to it. */
export async function assignmentKey(db: TenantDb, senderId: string, party: Party): Promise<number | undefined> {
  const found = await db.row<{ key: number }>(sql`
    select key from message_sender_assignment
    where marketplace_id = ${db.marketplaceId} and message_sender_id = ${senderId}
      and coalesce(buyer_id, '') = ${party.buyerId ?? ""} and coalesce(supplier_id, '') = ${party.supplierId ?? ""}
      and coalesce(group_key, 0) = ${party.groupKey ?? 0}`);
  return found?.key;
}
