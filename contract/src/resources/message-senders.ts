import { assignments, crud, list, post, resource } from "../declare.ts";
import { ofParty, only, onlyUserOfOld } from "../parameters.ts";

export const messageSenders = resource("MessageSenders", {
  section: "Integrations",
  description: "What sends messages, of which kinds and for whom.",
  roles: { read: ["MessageSenderAdmin", "MessageSenderReader"], write: ["MessageSenderAdmin"] },
  userTypes: ["Seller"],
  operations: [
    crud("/messagesenders/{messageSenderID}", "MessageSender", { noun: ["a message sender", "message senders"] }),
    assignments("/messagesenders/assignments", "MessageSenderAssignment", {
      noun: ["a message sender assignment", "message sender assignments"],
      list: { ...only("buyerID", "messageSenderID", "userGroupID", "level", "supplierID"), userID: onlyUserOfOld },
      remove: "/messagesenders/{messageSenderID}/assignments",
      by: ofParty("buyerID", "userID", "userGroupID", "supplierID"),
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
      assigns: "MessageCCListenerAssignment",
      body: "MessageCCListenerAssignment",
      roles: ["MessageConfigAssignmentAdmin", "MessageSenderAdmin"],
    }),
  ],
  raises: {
    "Create Save Patch": [
      "MessageSenders.UrlRequired",
      "MessageSenders.SharedKeyRequired",
      "DeliveryConfig.ConfigurationDisabled",
    ],
  },
});
