import { date, flag, integer, listOf, oneOf, text, xp } from "../field.ts";
import { model } from "../model.ts";
import { ownId } from "../shared-fields.ts";

const event = (step: string) => text(`Integration event to ask ${step}, for calls with tokens of this client.`);
const eventName = () => text("Name of that integration event.", { readOnly: true });

export const apiClient = model(
  "ApiClient",
  {
    ID: text("The `client_id` of token requests. Generated.", { readOnly: true, search: 1, sort: 1 }),
    ClientSecret: text(
      "Secret of the older kind, which replies show. Where a client has any secret, each token request needs one.",
      { secret: true },
    ),
    AccessTokenDuration: integer("Minutes that an access token lasts.", {
      required: true,
      nullable: false,
      atLeast: 10,
      atMost: 600,
    }),
    Active: flag("False: it gives no tokens, and those it gave are refused.", { nullable: false }),
    AppName: text("Shown to administrators.", { required: true, search: 2, sort: 2 }),
    RefreshTokenDuration: integer("Minutes that a refresh token lasts; 0: it gives none.", {
      nullable: false,
      atLeast: 0,
      atMost: 524160,
    }),
    AnonymousTokenDuration: integer("Minutes that the token of an anonymous shopper lasts.", { default: 10080 }),
    DefaultContextUserName: text("Username of whom `client_credentials` signs in as. Any type of user.", {
      search: 3,
      sort: 3,
    }),
    xp: xp(),
    AllowAnyBuyer: flag("Users of every buyer may sign in, assigned or not.", { nullable: false }),
    AllowAnySupplier: flag("Users of every supplier may sign in, assigned or not.", { nullable: false }),
    AllowSeller: flag("Users of the marketplace owner may sign in. Tokens with elevated roles need such a client.", {
      nullable: false,
    }),
    IsAnonBuyer: flag(
      "`client_credentials` gives each caller a token as anonymous shopper, with the eyes of its user.",
      {
        nullable: false,
      },
    ),
    AssignedBuyerCount: integer("Buyers it is assigned to.", { readOnly: true, nullable: false }),
    AssignedSupplierCount: integer("Suppliers it is assigned to.", { readOnly: true, nullable: false }),
    OrderCheckoutIntegrationEventID: event("about shipping, taxes and submission"),
    OrderCheckoutIntegrationEventName: eventName(),
    OrderReturnIntegrationEventID: event("about refund amounts"),
    OrderReturnIntegrationEventName: eventName(),
    AddToCartIntegrationEventID: event("about products the marketplace lacks"),
    AddToCartIntegrationEventName: eventName(),
    MinimumRequiredRoles: listOf(oneOf("ApiRole"), "Roles that a user must have, all of them, to sign in."),
    MinimumRequiredCustomRoles: listOf(text(), "Custom roles that a user must have, all of them, to sign in."),
    MaximumGrantedRoles: listOf(oneOf("ApiRole"), "Roles that its tokens may carry. Empty: no limit."),
    MaximumGrantedCustomRoles: listOf(text(), "Custom roles that its tokens may carry. Empty: no limit."),
  },
  "An application that may ask for tokens, with the limits of those tokens.",
);

export const apiClientAssignment = model(
  "ApiClientAssignment",
  {
    ApiClientID: text("Client whose tokens they get.", { required: true }),
    BuyerID: text("Buyer whose users may sign in."),
    SupplierID: text("Supplier whose users may sign in, in place of a buyer."),
  },
  "Lets the users of a buyer, a supplier or the seller authenticate through an API client.",
);

export const apiClientSecret = model(
  "ApiClientSecret",
  {
    ID: ownId("the client", { search: 1, sort: 1 }),
    Name: text("Tells administrators which it is.", { required: true }),
    Expiration: date("When it stops working. Null: never."),
  },
  "A secret of an API client. The secret itself is shown once, when it is created. A client has up to ten, all valid at once.",
);

export const apiClientSecretCreateResponse = model(
  "ApiClientSecretCreateResponse",
  {
    ClientSecret: text("The secret: 256 random bytes, base64.", { readOnly: true }),
    ...apiClientSecret.fields,
  },
  "A new secret of an API client, readable this one time.",
);
