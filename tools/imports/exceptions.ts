import type { Exception } from "./ownership.ts";

/** Uses of tables against the order of domains (tools/imports/owners.ts) that stand all the same, with the reason. */
export const exceptions: readonly Exception[] = [
  {
    kind: "reads",
    file: "server/src/integrations/webhooks/store.ts",
    table: "api_client",
    reason: "to be moved to its owner",
  },
  {
    kind: "reads",
    file: "server/src/people/users/expressions.ts",
    table: "locale",
    reason: "to be moved to its owner",
  },
  {
    kind: "reads",
    file: "server/src/people/users/expressions.ts",
    table: "locale_assignment",
    reason: "to be moved to its owner",
  },
  {
    kind: "reads",
    file: "server/src/people/users/expressions.ts",
    table: "security_profile",
    reason: "to be moved to its owner",
  },
  {
    kind: "reads",
    file: "server/src/people/users/expressions.ts",
    table: "security_profile_assignment",
    reason: "to be moved to its owner",
  },
  { kind: "writes", file: "server/src/me/addresses/store.ts", table: "address", reason: "to be moved to its owner" },
  {
    kind: "writes",
    file: "server/src/me/credit-cards/operations.ts",
    table: "credit_card",
    reason: "to be moved to its owner",
  },
  {
    kind: "writes",
    file: "server/src/me/product-collections/invitations.ts",
    table: "product_collection_invitation",
    reason: "to be moved to its owner",
  },
  {
    kind: "writes",
    file: "server/src/me/product-collections/invitations.ts",
    table: "product_collection_member",
    reason: "to be moved to its owner",
  },
  { kind: "writes", file: "server/src/me/profile/store.ts", table: "app_user", reason: "to be moved to its owner" },
  {
    kind: "writes",
    file: "server/src/orders/payments/spending.store.ts",
    table: "spending_account",
    reason: "to be moved to its owner",
  },
  {
    kind: "writes",
    file: "server/src/platform/crud/identifiers.ts",
    table: "incrementor",
    reason: "to be moved to its owner",
  },
];
