/** Parts of the server's inside for the workspace `testing`; open to no other as `@orderwell/server/testing`. */
export { developmentMailbox } from "../integrations/index.ts";
export type { Claims } from "../platform/access/tokens.ts";
export { defaultLimits as statementLimits } from "../platform/db/connections.ts";
export type { TenantDb } from "../platform/db/session.ts";
export { sql } from "../platform/db/sql.ts";
export type { GivenUp, Subscriber } from "../platform/outbox/delivery.ts";
export { Outbox } from "../platform/outbox/outbox.ts";
export { makeOrdersOfSubscriptions } from "./subscriptions.ts";
