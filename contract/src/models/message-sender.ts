import { embedded, flag, id, listOf, oneOf, text, xp } from "../field.ts";
import { model, noUserLevel } from "../model.ts";

export const messageSender = model(
  "MessageSender",
  {
    ID: id({ search: 1, sort: 1 }),
    Name: text({ required: true, search: 2, sort: 2 }),
    MessageTypes: listOf(oneOf("MessageType"), { required: true }),
    Description: text(),
    ElevatedRoles: listOf(oneOf("ApiRole")),
    xp: xp(),
    URL: text({ deprecated: true }),
    SharedKey: text({ max: 50, deprecated: true }),
    DeliveryConfigID: text(),
    AllowAllBuyers: flag({ nullable: false, default: false }),
  },
  "Which messages are sent, and through what.",
);

export const messageSenderAssignment = model(
  "MessageSenderAssignment",
  {
    MessageSenderID: text({ required: true }),
    BuyerID: text(),
    SupplierID: text(),
    UserGroupID: text(),
    MessageConfigName: text({ readOnly: true }),
    MessageConfigDescription: text({ readOnly: true }),
  },
  "Makes a message sender responsible for a party's users.",
  noUserLevel,
);

export const messageCCListenerAssignment = model(
  "MessageCCListenerAssignment",
  {
    MessageSenderAssignment: embedded("MessageSenderAssignment", { required: true }),
    MessageConfigName: text({ readOnly: true, search: 4, sort: 4 }),
    MessageConfigDescription: text({ readOnly: true }),
    MessageType: oneOf("MessageType", { required: true, nullable: false }),
    BuyerID: text({ search: 1, sort: 1 }),
    SupplierID: text({ search: 5, sort: 5 }),
    UserGroupID: text({ search: 2, sort: 2 }),
    UserID: text({ search: 3, sort: 3 }),
  },
  "Copies a kind of message to a user or user group.",
);
