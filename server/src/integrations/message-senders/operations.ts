import { partyIds, resolveParty } from "../../parties/index.ts";
import { requireToGive } from "../../platform/access/full-access.ts";
import { crud } from "../../platform/crud/crud.ts";
import { Resource } from "../../platform/crud/resource.ts";
import { notFound } from "../../platform/errors/api-error.ts";
import { type Implementation, implement } from "../../platform/operation/implement.ts";
import type { UserWork } from "../../platform/work/work.ts";
import { nameDeliveryConfig } from "../delivery-configs/named.ts";
import type { IntegrationDependents } from "../dependents/dependents.ts";
import { addListener, listenerRules, listenerTable } from "./listeners.store.ts";
import { checkSender } from "./rules.ts";
import { assignmentKey, findSender, messageSenderAssignments, messageSenderTable, ofSender } from "./store.ts";

/** The stored ID of a sender that the caller may make responsible for more. @throws ApiError NotFound, Auth.InsufficientRoles */
async function senderToGive({ actor, db }: UserWork, id: string): Promise<string> {
  const found = await findSender(db, id);
  if (found === undefined) throw notFound("MessageSender", id);
  requireToGive(actor, found.roles);
  return found.id;
}

/** Services that send messages, for whom, and who gets copies (docs/behaviour/integrations.md §4). */
export function messageSenderOperations(dependents: IntegrationDependents): Implementation[] {
  return implement("MessageSenders", {
    ...crud(
      new Resource(messageSenderTable, {
        async prepare(work, { draft, before }) {
          requireToGive(work.actor, draft.ElevatedRoles);
          checkSender(draft, before);
          await nameDeliveryConfig(work, draft, before);
        },
        saved: (work, { ID }) => dependents.savedSender(work, ID),
      }),
      { idParam: "messageSenderID" },
    ),
    ListAssignments(call) {
      const { messageSenderID, level } = call.query;
      const further = messageSenderID ? [ofSender(call.db.marketplaceId, messageSenderID)] : [];
      return messageSenderAssignments.list(call, partyIds(call.query), level, further);
    },
    async SaveAssignment(call) {
      const party = await resolveParty(call, call.body, messageSenderAssignments.rules);
      const sender = await senderToGive(call, call.body.MessageSenderID);
      await messageSenderAssignments.save(call.db, { message_sender_id: sender }, party);
      await dependents.savedSender(call, sender);
    },
    async DeleteAssignment(call) {
      const { messageSenderID } = call.path;
      const party = await resolveParty(call, partyIds(call.query), messageSenderAssignments.rules);
      const sender = await findSender(call.db, messageSenderID);
      if (sender === undefined) throw notFound("MessageSender", messageSenderID);
      if (!(await messageSenderAssignments.remove(call.db, { message_sender_id: sender.id }, party)))
        throw notFound("MessageSenderAssignment", messageSenderID);
    },
    ListCCListenerAssignments: (call) => listenerTable.list(call.db, {}, call.list),
    async SaveCCListenerAssignment(call) {
      const { MessageSenderAssignment: copied, MessageType, ...listener } = call.body;
      const assignee = await resolveParty(call, copied, messageSenderAssignments.rules);
      const sender = await senderToGive(call, copied.MessageSenderID);
      const assignment = await assignmentKey(call.db, sender, assignee);
      if (assignment === undefined) throw notFound("MessageSenderAssignment", copied.MessageSenderID);
      await addListener(call.db, assignment, MessageType, await resolveParty(call, listener, listenerRules));
      await dependents.savedSender(call, sender);
    },
  });
}
