import type { MessageType } from "@orderwell/contract";
import type { Party, PartyRules } from "../../parties/index.ts";
import { Table } from "../../platform/crud/table.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { sql } from "../../platform/db/sql.ts";

/** Who may get copies. */
export const listenerRules: PartyRules = { levels: ["Company", "Group", "User"], company: "any" };

/** A property of the assignment, or of its sender, whose messages are copied. */
const assigned = (property: "s.name" | "s.description") => sql<string | null>`(select ${sql.ref(property)}
  from message_sender_assignment a
  join message_sender s on s.marketplace_id = a.marketplace_id and s.id = a.message_sender_id
  where a.marketplace_id = t.marketplace_id and a.key = t.assignment_key)`;

const assignment = sql`(select jsonb_build_object(
    'MessageSenderID', a.message_sender_id, 'BuyerID', a.buyer_id, 'SupplierID', a.supplier_id,
    'UserGroupID', (select g.id from user_group g where g.marketplace_id = a.marketplace_id and g.key = a.group_key),
    'MessageConfigName', s.name, 'MessageConfigDescription', s.description)
  from message_sender_assignment a
  join message_sender s on s.marketplace_id = a.marketplace_id and s.id = a.message_sender_id
  where a.marketplace_id = t.marketplace_id and a.key = t.assignment_key)`;

export const listenerTable = new Table("message_cc_listener", "MessageCCListenerAssignment", {
  computed: {
    MessageSenderAssignment: assignment,
    MessageConfigName: assigned("s.name"),
    MessageConfigDescription: assigned("s.description"),
    UserGroupID: sql`(select g.id from user_group g where g.marketplace_id = t.marketplace_id and g.key = t.group_key)`,
    UserID: sql`(select u.id from app_user u where u.marketplace_id = t.marketplace_id and u.key = t.user_key)`,
  },
  columns: { MessageSenderAssignment: { json: assignment } },
  orderLast: [sql`t.key`],
});

/** Copies a type of an assignment's messages to a party, if it does not get them already. */
export async function addListener(
  db: TenantDb,
  assignment: number,
  type: MessageType,
  { buyerId, supplierId, groupKey, userKey }: Party,
): Promise<void> {
  await db.run(sql`
    insert into message_cc_listener
      (marketplace_id, assignment_key, message_type, buyer_id, supplier_id, group_key, user_key)
    values (${db.marketplaceId}, ${assignment}, ${type}, ${buyerId}, ${supplierId}, ${groupKey}, ${userKey})
    on conflict (marketplace_id, assignment_key, message_type, coalesce(buyer_id, ''), coalesce(supplier_id, ''),
      coalesce(group_key, 0), coalesce(user_key, 0)) do nothing`);
}
