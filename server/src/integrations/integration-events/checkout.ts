import { models, type OrderWorksheet } from "@orderwell/contract";
import type { CheckoutEvents } from "../../orders/index.ts";
import { ReplyWriter } from "../../platform/wire/reply.ts";
import { type AskedService, type AskedServiceNeeds, findService, toldTo } from "./asked-service.ts";
import { askIntegration } from "./calls.ts";

const writer = new ReplyWriter(models);

/** The services of integration events for checkout (docs/behaviour/integrations.md §3). */
export const checkoutEvents = (needs: AskedServiceNeeds): CheckoutEvents<AskedService> => ({
  find: findService(needs),
  async ask({ actor, services }, service, step, worksheet: OrderWorksheet) {
    const told = await toldTo(services, actor, service);
    // The payloads of all steps have the same properties.
    const body = writer.object("OrderCalculatePayload", { OrderWorksheet: worksheet, ...told });
    return askIntegration(services, service.target, step, body);
  },
});
