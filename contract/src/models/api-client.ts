import { date, flag, id, integer, listOf, oneOf, text, xp } from "../field.ts";
import { model } from "../model.ts";

export const apiClient = model(
  "ApiClient",
  {
    ID: text({ readOnly: true, search: 1, sort: 1 }),
    ClientSecret: text(),
    AccessTokenDuration: integer({ required: true, nullable: false, atLeast: 10, atMost: 600 }),
    Active: flag({ nullable: false }),
    AppName: text({ required: true, search: 2, sort: 2 }),
    RefreshTokenDuration: integer({ nullable: false, atLeast: 0, atMost: 524160 }),
    AnonymousTokenDuration: integer({ default: 10080 }),
    DefaultContextUserName: text({ search: 3, sort: 3 }),
    xp: xp(),
    AllowAnyBuyer: flag({ nullable: false }),
    AllowAnySupplier: flag({ nullable: false }),
    AllowSeller: flag({ nullable: false }),
    IsAnonBuyer: flag({ nullable: false }),
    AssignedBuyerCount: integer({ readOnly: true, nullable: false }),
    AssignedSupplierCount: integer({ readOnly: true, nullable: false }),
    OrderCheckoutIntegrationEventID: text(),
    OrderCheckoutIntegrationEventName: text({ readOnly: true }),
    OrderReturnIntegrationEventID: text(),
    OrderReturnIntegrationEventName: text({ readOnly: true }),
    AddToCartIntegrationEventID: text(),
    AddToCartIntegrationEventName: text({ readOnly: true }),
    MinimumRequiredRoles: listOf(oneOf("ApiRole")),
    MinimumRequiredCustomRoles: listOf(text()),
    MaximumGrantedRoles: listOf(oneOf("ApiRole")),
    MaximumGrantedCustomRoles: listOf(text()),
  },
  "An application that may ask for tokens, with the limits of those tokens.",
);

export const apiClientAssignment = model(
  "ApiClientAssignment",
  {
    ApiClientID: text({ required: true }),
    BuyerID: text(),
    SupplierID: text(),
  },
  "Lets the users of a buyer, a supplier or the seller authenticate through an API client.",
);

export const apiClientSecret = model(
  "ApiClientSecret",
  {
    ID: id({ search: 1, sort: 1 }),
    Name: text({ required: true }),
    Expiration: date(),
  },
  "A secret of an API client. The secret itself is shown once, when it is created.",
);

export const apiClientSecretCreateResponse = model(
  "ApiClientSecretCreateResponse",
  {
    ClientSecret: text({ readOnly: true }),
    ...apiClientSecret.fields,
  },
  "A new secret of an API client, readable this one time.",
);
