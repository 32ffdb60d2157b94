import type { enums } from "../enums.ts";
import { anything, embedded, type Field, listOf, oneOf, text } from "../field.ts";
import { model } from "../model.ts";
import type { DeclaredModel } from "../operation.ts";

/** Messages that message senders receive, and what their `EventBody` holds. */

const order = {
  Order: embedded("Order"),
  Approvals: listOf(embedded("OrderApproval")),
  LineItems: listOf(embedded("LineItem")),
  Products: listOf(embedded("Product")),
};
const orderReturn = { ...order, OrderReturn: embedded("OrderReturn") };
const shipment = { ...order, Shipment: embedded("Shipment"), ShipmentItems: listOf(embedded("ShipmentItem")) };
const password = {
  Username: text(),
  PasswordRenewalUrl: text(),
  PasswordRenewalVerificationCode: text(),
  PasswordRenewalAccessToken: text(),
};
const invitation = {
  ProductCollection: embedded("ProductCollection", { required: true }),
  InvitationInteropID: text({ required: true }),
  UserID: text({ required: true }),
};

/** By message type. */
const eventBodies = {
  ForgottenPassword: password,
  ForgottenUsername: { Username: text() },
  NewUserInvitation: password,
  OneTimePassword: { Username: text(), ClientID: text(), OneTimePassword: text() },
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
    LineItems: listOf(embedded("LineItem")),
    Products: listOf(embedded("Product")),
    Subscription: embedded("Subscription"),
    UnavailableProductIDs: listOf(text()),
  },
} satisfies Readonly<Partial<Record<(typeof enums.MessageType)[number], Readonly<Record<string, Field>>>>>;

const payload = (eventBody: Field) => ({
  OcLogIdHeader: text(),
  Environment: oneOf("Environment"),
  BuyerID: text(),
  UserToken: text(),
  Recipient: embedded("User"),
  CCList: text(),
  EventBody: eventBody,
  MessageType: oneOf("MessageType"),
  ConfigData: anything(),
});

type BodyOwner = keyof typeof eventBodies;
const bodyName = <Owner extends BodyOwner>(type: Owner) => `MessageSender${type}EventBody` as const;

export const messageSenderPayload = model("MessageSenderPayload", payload(anything()), "A message to be sent.");
export const messageModels: readonly DeclaredModel[] = (Object.keys(eventBodies) as BodyOwner[]).flatMap((type) => [
  model(bodyName(type), eventBodies[type]),
  model(`MessageSender${type}Payload`, payload(embedded(bodyName(type)))),
]);
