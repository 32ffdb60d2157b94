import type { enums } from "../enums.ts";
import { anything, embedded, type Field, listOf, oneOf, text } from "../field.ts";
import { model } from "../model.ts";
import type { DeclaredModel } from "../operation.ts";

/** Messages that message senders receive, and what their `EventBody` holds. */

const order = {
  Order: embedded("Order", "The order that it is about."),
  Approvals: listOf(embedded("OrderApproval"), "Every approval of the order, given or pending."),
  LineItems: listOf(embedded("LineItem"), "Lines of the order."),
  Products: listOf(embedded("Product"), "Products of these lines."),
};
const orderReturn = { ...order, OrderReturn: embedded("OrderReturn", "The return that it is about.") };
const shipment = {
  ...order,
  Shipment: embedded("Shipment", "The shipment that was sent."),
  ShipmentItems: listOf(embedded("ShipmentItem"), "What of the order is in it."),
};
const password = {
  Username: text("Name that the user signs in with."),
  PasswordRenewalUrl: text("Page to link to, as it was given with the request."),
  PasswordRenewalVerificationCode: text("Code that sets a new password; valid for two hours."),
  PasswordRenewalAccessToken: text("Token that sets a new password and does nothing else."),
};
const invitation = {
  ProductCollection: embedded("ProductCollection", "Product collection that the invitation is for.", {
    required: true,
  }),
  InvitationInteropID: text("ID of the invitation.", { required: true }),
  UserID: text("User who answered it.", { required: true }),
};

/** By message type. */
const eventBodies = {
  ForgottenPassword: password,
  ForgottenUsername: { Username: password.Username },
  NewUserInvitation: password,
  OneTimePassword: {
    Username: password.Username,
    ClientID: text("API client to sign in through."),
    OneTimePassword: text("Takes the place of the password once, within ten minutes."),
  },
  OrderSubmitted: order,
  OrderApproved: order,
  OrderDeclined: order,
  OrderSubmittedForApproval: order,
  OrderSubmittedForYourApproval: order,
  OrderSubmittedForYourApprovalHasBeenApproved: order,
  OrderSubmittedForYourApprovalHasBeenDeclined: order,
  OrderReturnSubmitted: orderReturn,
  OrderReturnApproved: orderReturn,
  OrderReturnDeclined: orderReturn,
  OrderReturnCompleted: orderReturn,
  OrderReturnSubmittedForApproval: orderReturn,
  OrderReturnSubmittedForYourApproval: orderReturn,
  OrderReturnSubmittedForYourApprovalHasBeenApproved: orderReturn,
  OrderReturnSubmittedForYourApprovalHasBeenDeclined: orderReturn,
  ProductCollectionInvitationAccepted: invitation,
  ProductCollectionInvitationDeclined: invitation,
  ShipmentCreated: shipment,
  SubscriptionReminder: {
    LineItems: listOf(embedded("LineItem"), "Lines that the next order will have."),
    Products: listOf(embedded("Product"), "Products of these lines."),
    Subscription: embedded("Subscription", "The subscription that is due soon."),
    UnavailableProductIDs: listOf(text(), "Products that the subscriber no longer sees: the order will lack them."),
  },
} satisfies Readonly<Partial<Record<(typeof enums.MessageType)[number], Readonly<Record<string, Field>>>>>;

const payload = (eventBody: Field) => ({
  OcLogIdHeader: text("ID of the request that caused the message."),
  Environment: oneOf("Environment", "Kind of marketplace that sends."),
  BuyerID: text("Buyer of the recipient. Null for others than buyer users."),
  UserToken: text("Token of the recipient, with the sender's elevated roles."),
  Recipient: embedded("User", "Who is to get the message."),
  CCList: listOf(text(), "Email addresses that get a copy."),
  EventBody: { ...eventBody, description: "What the message is about." },
  MessageType: oneOf("MessageType", "Occasion of the message."),
  ConfigData: anything("Extended properties of the message sender."),
});

type BodyOwner = keyof typeof eventBodies;
const bodyName = <Owner extends BodyOwner>(type: Owner) => `MessageSender${type}EventBody` as const;

export const messageSenderPayload = model(
  "MessageSenderPayload",
  payload(anything()),
  "A message to be sent to one recipient, by a service of yours.",
);
export const messageModels: readonly DeclaredModel[] = (Object.keys(eventBodies) as BodyOwner[]).flatMap((type) => [
  model(bodyName(type), eventBodies[type], `Subject of a message of type \`${type}\`.`),
  model(
    `MessageSender${type}Payload`,
    payload(embedded(bodyName(type))),
    `A message of type \`${type}\`, to be sent to one recipient.`,
  ),
]);
