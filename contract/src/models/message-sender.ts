import { embedded, flag, listOf, oneOf, text, xp } from "../field.ts";
import { model, noUserLevel } from "../model.ts";
import { deliveryConfigID, described, elevatedRoles, named, onlyGroup, ownId } from "../shared-fields.ts";

export const messageSender = model(
  "MessageSender",
  {
    ID: ownId("the marketplace", { search: 1, sort: 1 }),
    Name: named({ required: true, search: 2, sort: 2 }),
    MessageTypes: listOf(oneOf("MessageType"), "Occasions on which it sends.", { required: true }),
    Description: described(),
    ElevatedRoles: elevatedRoles(),
    xp: xp("Properties of your own, sent along in each message as `ConfigData`."),
    URL: text(
      "Address of the service that sends the messages; `{messagetype}` in it becomes the type, in lower case. `orderwell:mail`: the platform mails them itself, as `xp.Mail` says.",
      {
        deprecated: true,
      },
    ),
    SharedKey: text("Key of the signature in `X-oc-hash`. Required with a URL; replies show it.", {
      max: 50,
      secret: true,
      deprecated: true,
    }),
    DeliveryConfigID: deliveryConfigID("messages"),
    AllowAllBuyers: flag("Sends to the users of every buyer, assigned or not.", { nullable: false, default: false }),
  },
  "Kinds of messages, and the way they are sent. It sends to the users of those it is assigned to.",
);

export const messageSenderAssignment = model(
  "MessageSenderAssignment",
  {
    MessageSenderID: text("Message sender that becomes responsible.", { required: true }),
    BuyerID: text("Buyer whose users get its messages. Null, and no supplier: users of the marketplace owner."),
    SupplierID: text("Supplier whose users get its messages, in place of a buyer."),
    UserGroupID: onlyGroup(),
    MessageConfigName: text("Name of the message sender.", { readOnly: true }),
    MessageConfigDescription: text("Description of the message sender.", { readOnly: true }),
  },
  "Makes a message sender responsible for a party's users.",
  noUserLevel,
);

export const messageCCListenerAssignment = model(
  "MessageCCListenerAssignment",
  {
    MessageSenderAssignment: embedded("MessageSenderAssignment", "Assignment whose messages are copied.", {
      required: true,
    }),
    MessageConfigName: text("Name of the message sender.", { readOnly: true, search: 4, sort: 4 }),
    MessageConfigDescription: text("Description of the message sender.", { readOnly: true }),
    MessageType: oneOf("MessageType", "Kind of message that is copied.", { required: true, nullable: false }),
    BuyerID: text("Buyer whose users get the copies. Null, and no supplier: users of the marketplace owner.", {
      search: 1,
      sort: 1,
    }),
    SupplierID: text("Supplier whose users get the copies, in place of a buyer.", { search: 5, sort: 5 }),
    UserGroupID: text("User group that gets the copies.", { search: 2, sort: 2 }),
    UserID: text("User who gets the copies.", { search: 3, sort: 3 }),
  },
  "Copies a kind of message to a user or user group: their email addresses stand in its `CCList`.",
);
