import { assignments, crud, list, post, resource } from "../declare.ts";
import { oneOf, text } from "../field.ts";

export const messageSenders = resource("MessageSenders", {
  section: "Integrations",
  description: "What sends messages, of which kinds and for whom.",
  roles: { read: ["MessageSenderAdmin", "MessageSenderReader"], write: ["MessageSenderAdmin"] },
  userTypes: ["Seller"],
  operations: [
    crud("/messagesenders/{messageSenderID}", "MessageSender"),
    assignments("/messagesenders/assignments", "MessageSenderAssignment", {
      list: {
        buyerID: text(),
        messageSenderID: text(),
        userGroupID: text(),
        level: oneOf("PartyType"),
        supplierID: text(),
        userID: text({ deprecated: true }),
      },
      remove: "/messagesenders/{messageSenderID}/assignments",
      by: { buyerID: text(), userID: text(), userGroupID: text(), supplierID: text() },
      roles: {
        list: ["MessageConfigAssignmentAdmin", "MessageSenderAdmin"],
        save: ["MessageConfigAssignmentAdmin", "MessageSenderAdmin"],
        remove: ["MessageConfigAssignmentAdmin", "MessageSenderAdmin"],
      },
    }),
    list("ListCCListenerAssignments", "/messagesenders/CCListenerAssignments", "MessageCCListenerAssignment", {
      summary: "List who receives copies of messages.",
      roles: ["MessageConfigAssignmentAdmin", "MessageSenderAdmin"],
    }),
    post("SaveCCListenerAssignment", "/messagesenders/CCListenerAssignments", {
      summary: "Send copies of a kind of message to a party.",
      body: "MessageCCListenerAssignment",
      roles: ["MessageConfigAssignmentAdmin", "MessageSenderAdmin"],
    }),
  ],
});
