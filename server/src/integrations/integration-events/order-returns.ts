import { models } from "@orderwell/contract";
import type { ReturnEvents } from "../../orders/index.ts";
import { ReplyWriter } from "../../platform/wire/reply.ts";
import { askIntegration } from "./calls.ts";
import { findIntegration, type IntegrationTarget } from "./store.ts";

const writer = new ReplyWriter(models);

/** The services of integration events for order returns (docs/behaviour/integrations.md §3). */
export const returnEvents: ReturnEvents<IntegrationTarget> = {
  find: findIntegration,
  ask: (services, target, payload) =>
    askIntegration(services, target, "calculateorderreturn", writer.object("OrderReturnCalculatePayload", payload)),
};
