import type { Exception } from "./ownership.ts";

/** Uses of tables against the order of domains (tools/imports/owners.ts) that stand all the same, with the reason. */
export const exceptions: readonly Exception[] = [
  {
    kind: "writes",
    file: "server/src/platform/crud/identifiers.ts",
    table: "incrementor",
    reason: "every resource asks for IDs with an incrementor in them, so that the platform hands out the next number",
  },
  {
    kind: "reads",
    file: "server/src/orders/subscriptions/subscriptions.store.ts",
    table: "subscription_integration",
    reason:
      "when a subscriber is reminded follows from the days that the integration says, in lists and filters as well",
  },
];
